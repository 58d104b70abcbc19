/**
 * Fixtures of the language: one YAML file each under test/language/<rule>/. Owns their shape, how they are read, and
 * how a finished state is compared with what the fixture expects.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { expect } from 'vitest';
import type { Answer } from '../../src/interpreter/core/event.ts';
import type { RunState } from '../../src/interpreter/core/state.ts';
import { compileDefinition, type Plan } from '../../src/interpreter/index.ts';
import type { Json, JsonObject } from '../../src/interpreter/json.ts';
import { withDefaults } from '../../src/interpreter/schema.ts';
import { testCatalogue } from './tools.ts';

export interface Fixture {
  readonly rule: string;
  readonly name: string;
  readonly title: string;
  readonly definition: string;
  readonly input?: Json;
  /** Sent one after the other, each when nothing else is under way. */
  readonly answers?: readonly (Answer | { readonly cancel: true })[];
  /** The order of the ends is not fixed: work outside runs side by side. */
  readonly unordered?: boolean;
  readonly expect: {
    readonly status: 'succeeded' | 'failed' | 'cancelled';
    readonly output?: Json;
    /** A part of the error. */
    readonly error?: JsonObject;
    /** `path#visit status[:outcome]`, in the order of the ends. */
    readonly trace?: readonly string[];
    /** Types of the refused answers, in order. */
    readonly refused?: readonly string[];
  };
}

const folder = join(import.meta.dirname, '../language');

export function fixtures(): readonly Fixture[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((rule) =>
      readdirSync(join(folder, rule.name)).map((file) => ({
        ...(parse(readFileSync(join(folder, rule.name, file), 'utf8')) as Omit<Fixture, 'rule' | 'name'>),
        rule: rule.name,
        name: basename(file, '.yaml'),
      })),
    );
}

/** A fixture's definition has no fault. */
export function planOf(fixture: Fixture): Plan {
  const { plan, diagnostics } = compileDefinition(fixture.definition, testCatalogue);
  if (plan) return plan;
  throw new Error(diagnostics.map(({ line, code, message }) => `${line}: ${code} ${message}`).join('\n'));
}

export function inputOf(fixture: Fixture, plan: Plan): Json {
  return plan.input === undefined ? (fixture.input ?? {}) : withDefaults(plan.input, fixture.input ?? {});
}

/** Every ended visit of the run, in the order of the ends. */
export function traceOf(state: RunState, plan: Plan): readonly string[] {
  const ends: { readonly end: number; readonly line: string }[] = [];
  const names = namesOf(plan, state);
  for (const scope of Object.values(state.scopes)) {
    scope.nodes.forEach((node, index) => {
      for (const visit of node.visits) {
        const outcome =
          visit.status === 'succeeded' && visit.outcome !== undefined ? `:${visit.outcome}` : '';
        const name = names.get(`${scope.id}/${index}`) ?? '?';
        ends.push({
          end: visit.end,
          line: `${scope.prefix}${name}#${visit.visit} ${visit.status}${outcome}`,
        });
      }
    });
  }
  return ends.sort((a, b) => a.end - b.end).map(({ line }) => line);
}

function namesOf(plan: Plan, state: RunState): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const scopes = new Map([[0, plan.scope]]);
  for (const scope of Object.values(state.scopes)) {
    const parent = scope.parent && scopes.get(scope.parent.scope)?.nodes[scope.parent.node];
    const inner =
      scope.parent?.role === 'compensate'
        ? parent?.compensate
        : parent?.kind === 'do'
          ? parent.scope
          : undefined;
    if (inner) scopes.set(scope.id, inner);
    scopes.get(scope.id)?.nodes.forEach((node, index) => names.set(`${scope.id}/${index}`, node.name));
  }
  return names;
}

export function expectAsWritten(fixture: Fixture, plan: Plan, state: RunState): void {
  const { status, output, error, trace, refused } = fixture.expect;
  const { result } = state;
  expect(result, 'the run has not ended').toBeDefined();
  if (result?.status === 'failed' && status !== 'failed') expect(result.error).toBeUndefined();
  expect(result?.status).toBe(status);
  if (output !== undefined) expect(result).toHaveProperty('output', output);
  if (error !== undefined) expect(result).toMatchObject({ error });
  if (trace !== undefined) {
    const lines = traceOf(state, plan);
    expect(fixture.unordered ? [...lines].sort() : lines).toEqual(
      fixture.unordered ? [...trace].sort() : trace,
    );
  }
  if (refused !== undefined) expect(state.refused.map(({ type }) => type)).toEqual(refused);
}

/** Plans that are loaded or made while runs go on, over real definitions on files. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compileMade } from '../../../src/activities/definitions/compile.ts';
import { loadDefinition } from '../../../src/activities/definitions/load.ts';
import type { CompileCall } from '../../../src/interpreter/call.ts';
import type { Json } from '../../../src/interpreter/json.ts';
import { plainDeps } from '../../support/deps.ts';
import { once } from '../support/attempt.ts';
import { errorOf } from '../support/errors.ts';

let folder: string;
let deps: ReturnType<typeof plainDeps>;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'definitions-'));
  deps = plainDeps(folder);
});
afterEach(() => rm(folder, { recursive: true }));

const text = (value: string) => `ostinato: 1
name: greet
input: { type: object, required: [name], properties: { name: { type: string }, word: { default: ${value} } } }
nodes: { say: { let: { v: 1 } } }`;

const load = (input: Json, more: { readonly workflow?: string; readonly version?: number } = {}) =>
  loadDefinition({ kind: 'load', key: 'r/load', retry: once, workflow: 'greet', input, ...more }, deps);

const told = async (work: Promise<unknown>) => (await errorOf(work)).error;

describe('definition.load', () => {
  it('gives the plan of the current version, or of the one that is asked for', async () => {
    await deps.definitions.put('greet', text('Hello'), 'yaml');
    await deps.definitions.put('greet', text('Bye'), 'yaml');
    const current = await load({ name: 'Ada' });
    expect(current).toMatchObject({ input: { name: 'Ada', word: 'Bye' }, definition: { version: 2 } });
    expect(current.plan.name).toBe('greet');
    expect(await load({ name: 'Ada' }, { version: 1 })).toMatchObject({ input: { word: 'Hello' } });
  });

  it('says what is unknown, what does not fit, and what these workers cannot run', async () => {
    await deps.definitions.put('greet', text('Hello'), 'yaml');
    await deps.definitions.put('other', 'ostinato: 1\nname: other\nnodes: { a: { tool: crm.find } }', 'yaml');
    expect(await told(load({}, { workflow: 'nobody' }))).toMatchObject({ type: 'definition-unknown' });
    expect(await told(load({ name: 'x' }, { version: 9 }))).toMatchObject({ type: 'definition-unknown' });
    const unfit = await told(load({ name: 1 }));
    expect(unfit).toMatchObject({ type: 'input', retryable: false, data: [{ path: 'name' }] });
    const invalid = await told(load({}, { workflow: 'other' }));
    expect(invalid).toMatchObject({ type: 'definition-invalid', data: [{ path: 'nodes.a.tool' }] });
  });
});

const compile = (source: Json, more: Partial<CompileCall> = {}) => {
  const allow = { nodes: 10, depth: 3 };
  const call = { kind: 'compile', key: 'k', retry: once, define: false, input: {}, allow, source } as const;
  return compileMade({ ...call, ...more }, deps);
};

describe('definition.compile', () => {
  it('makes a plan of a graph, and keeps nothing', async () => {
    const made = await compile({ a: { let: { v: 1 } } });
    expect(made).toMatchObject({ ok: true, input: {} });
    expect(await deps.definitions.list()).toEqual([]);
  });

  it('gives faults as data, and what goes beyond the bounds', async () => {
    const faulty = await compile({ a: { nonsense: 1 } });
    expect(faulty.ok).toBe(false);
    const wide = Object.fromEntries(
      Array.from({ length: 11 }, (_, index) => [`n${index}`, { let: { v: 1 } }]),
    );
    expect((await compile(wide)).ok).toBe(false);
    expect(
      (await compile({ a: { run: ['true'] } }, { allow: { nodes: 9, depth: 3, kinds: ['let'] } })).ok,
    ).toBe(false);
  });

  it('registers a definition once, however often it is asked to', async () => {
    const source = text('Hello');
    const twice = [await compile(source, { define: true, input: { name: 'x' } })];
    twice.push(await compile(source, { define: true, input: { name: 'x' } }));
    for (const made of twice)
      expect(made).toMatchObject({ ok: true, name: 'greet', version: 1, input: { word: 'Hello' } });
    expect((await deps.definitions.get('greet'))?.text).toBe(source);
  });

  it('fails where the input does not fit what was made', async () => {
    const { error } = await errorOf(compile(text('Hello'), { define: true, input: {} }));
    expect(error).toMatchObject({ type: 'input', retryable: false });
    expect(await deps.definitions.list()).toEqual([]);
  });
});

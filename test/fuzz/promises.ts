/**
 * What holds for every text that is posted, whatever it says. Owns the promises; a broken one throws and says which.
 *
 * F1. There is an answer: nothing is thrown, and the same text gets the same answer.
 * F2. An answer is bounded: so many diagnostics, so long, with places inside of the text.
 * F3. There is a plan unless there is an error, and it holds what `plan.ts` promises.
 * F4. What is accepted says the same as JSON.
 * F5. A plan runs: the core throws at nothing that a definition says.
 * F6. Made while a run goes on, and within its bounds, the same graph gives the same plan; or it is told why not.
 */
import { deepStrictEqual as same, ok } from 'node:assert/strict';
import type { Call } from '../../src/interpreter/call.ts';
import type { Json } from '../../src/interpreter/json.ts';
import type { Catalogue, Compiled, Diagnostic } from '../../src/interpreter/index.ts';
import { compileDefinition, compileGraph } from '../../src/interpreter/index.ts';
import { maxDiagnostics, maxSentence } from '../../src/interpreter/front/faults.ts';
import { parseYaml } from '../../src/interpreter/front/yaml/parse.ts';
import { readTree } from '../../src/interpreter/front/yaml/tree.ts';
import type { EdgePlan, NodePlan, Plan, ScopePlan } from '../../src/interpreter/plan.ts';
import { play } from '../../src/simulate/play.ts';

export interface Outcome {
  /** Whether there was a plan, and whether a run of it ended. */
  readonly plan: boolean;
  readonly ended: boolean;
  readonly codes: readonly string[];
}

export function keepsItsPromises(text: string, catalogue: Catalogue): Outcome {
  const compiled = compileDefinition(text, catalogue);
  same(compileDefinition(text, catalogue), compiled, 'F1: the same text, another answer');
  const { plan, diagnostics } = compiled;
  ok(diagnostics.length <= maxDiagnostics + 1, 'F2: too many diagnostics');
  const lines = text.split('\n');
  for (const diagnostic of diagnostics) isInside(diagnostic, lines);
  const faulty = diagnostics.some(({ severity }) => severity === 'error');
  ok(faulty === (plan === undefined), 'F3: a plan, and an error');
  const codes = diagnostics.map(({ code }) => code);
  isMadeAlike(text, plan, catalogue);
  if (!plan) return { plan: false, ended: false, codes };
  keepsShape(plan);
  saysTheSameAsJson(text, compiled, catalogue);
  return { plan: true, ended: runs(plan), codes };
}

function isInside(
  { line, column, endLine, endColumn, frame, message, hint, path }: Diagnostic,
  lines: readonly string[],
) {
  ok(line > 0 && line <= lines.length, 'F2: a line outside of the text');
  ok(column > 0 && column <= (lines[line - 1] ?? '').length + 2, 'F2: a column outside of the text');
  ok(endLine > line || (endLine === line && endColumn >= column), 'F2: an end before the start');
  ok(frame !== '' && frame.length < 1_000, 'F2: a frame without a picture, or too large');
  ok(message !== '', 'F2: no message');
  for (const sentence of [message, hint ?? '', path])
    ok(sentence.length <= maxSentence + 1, 'F2: a sentence is too long');
}

/** plan.ts P1–P3, and the indexes of its lists. */
function keepsShape(plan: Plan): void {
  same(JSON.parse(JSON.stringify(plan)), plan, 'F3: a plan is no JSON');
  const orders = ordersOf(plan.scope);
  same(
    orders,
    orders.map((_, index) => index),
    'F3: the order of the text',
  );
  for (const scope of scopesOf(plan.scope)) keepsIndexes(scope);
}

function keepsIndexes({ nodes, edges, ends }: ScopePlan): void {
  const indexes = (test: (edge: EdgePlan) => boolean): number[] =>
    edges.flatMap((edge, index) => (test(edge) ? [index] : []));
  nodes.forEach((node, at) => {
    const comesIn = ({ kind, to }: EdgePlan): boolean => to === at && kind !== 'again' && kind !== 'unless';
    same(node.incoming, indexes(comesIn), 'F3: incoming');
    same(
      node.outgoing,
      indexes(({ from }) => from === at),
      'F3: outgoing',
    );
    same(
      node.unless ?? [],
      indexes(({ kind, to }) => kind === 'unless' && to === at),
      'F3: unless',
    );
  });
  for (const index of ends) ok(nodes[index], 'F3: an end that is not there');
  for (const edge of edges)
    if (edge.kind === 'again') ok(edge.region.includes(edge.from), 'F3: a region without its source');
}

/** Blocks of a node, in the order in which their nodes are numbered. */
function blocksOf(node: NodePlan): readonly ScopePlan[] {
  const inner = 'scope' in node ? [node.scope] : [];
  const whole = 'whole' in node ? [node.whole] : [];
  const undo = node.compensate ? [node.compensate] : [];
  return [...inner, ...whole, ...undo];
}

function scopesOf(scope: ScopePlan): readonly ScopePlan[] {
  const last = scope.finally ? scopesOf(scope.finally) : [];
  return [scope, ...scope.nodes.flatMap((node) => blocksOf(node).flatMap(scopesOf)), ...last];
}

function ordersOf(scope: ScopePlan): readonly number[] {
  return scopesOf(scope)
    .flatMap(({ nodes }) => nodes.map(({ order }) => order))
    .sort((left, right) => left - right);
}

const wide = { nodes: 100_000, depth: 1_000 };

/** What is no definition may still be a graph. */
function isMadeAlike(text: string, plan: Plan | undefined, catalogue: Catalogue): void {
  const made = compileGraph(text, { define: false, allow: wide, catalogue });
  if (made.ok) return plan && same(made.plan, plan, 'F6: another plan of the same graph');
  ok(made.diagnostics.length > 0, 'F6: refused without a word');
  ok(!plan, 'F6: refused as a graph, and taken as a definition');
}

/** The whole plan: neither places nor the way of writing are in it. */
function saysTheSameAsJson(text: string, { plan }: Compiled, catalogue: Catalogue): void {
  const tree = readTree(parseYaml(text).source, () => undefined);
  same(compileDefinition(JSON.stringify(tree), catalogue).plan, plan, 'F4: another plan from JSON');
}

/** Visits after which a run is left alone. */
const enough = 300;

class Enough extends Error {}

/** What the world gives for each kind of call; of an agent it is the answer. */
const replies: Readonly<Record<Call['kind'], Json>> = {
  run: { exit: 0, stdout: 'x', stderr: '', data: { x: 'x' } },
  tool: { x: 'x' },
  turn: {
    thread: 't',
    text: 'x',
    calls: [],
    finish: 'stop',
    usage: { inputTokens: 1, outputTokens: 1 },
    model: 'm',
  },
  cache: { hit: false },
  emit: null,
  subscribe: null,
  lock: null,
  compile: { ok: false, diagnostics: [] },
  load: null,
  'closed-runs': null,
  value: null,
};

/** Some calls fail; people say `go`, which not everybody is asked for. */
function runs(plan: Plan): boolean {
  let visits = 0;
  try {
    const { result } = play(plan, {
      input: { n: 1, list: [1, 2] },
      work: ({ kind }, { op }) =>
        op.length % 3 === 0
          ? { error: { type: 'exit', title: 'It failed', retryable: false } }
          : { result: replies[kind] },
      child: () => ({ result: { done: true } }),
      people: () => [
        { answer: { by: 'p', outcome: 'go' } },
        { answer: { by: 'q', outcome: 'go', value: 'x' } },
      ],
      outside: [{ event: { type: 'event', event: { id: 'e1', name: 'paid', data: 1 } } }],
      watch: () => {
        if (++visits > enough) throw new Enough();
      },
      asKept: true,
    });
    return result !== undefined;
  } catch (error) {
    if (error instanceof Enough) return false;
    throw error;
  }
}

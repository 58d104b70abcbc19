/** A small run to evaluate in, and short ways to ask. */
import { analyse, evaluate, scan } from '../../../src/interpreter/expression/index.ts';
import type { Bindings, ExpressionFault, TypeScope } from '../../../src/interpreter/expression/index.ts';
import type { Expression, Template } from '../../../src/interpreter/plan.ts';
import type { Json } from '../../../src/interpreter/json.ts';

export const bindings: Bindings = {
  input: {
    topic: 'tea',
    n: 5,
    half: 0.5,
    none: null,
    list: [3, 1, 2],
    words: ['b', 'a', 'b'],
    'my-key': 7,
    orders: [
      { id: 'x', price: 1.5, qty: 2 },
      { id: 'y', price: 3, qty: 1 },
    ],
    deep: { a: { b: [1, { c: 'found' }] } },
  },
  vars: { rounds: 2 },
  nodes: {
    draft: { output: { title: 'T', remarks: null }, status: 'succeeded', visits: [{ status: 'succeeded' }] },
    review: { output: {}, outcome: 'publish', status: 'succeeded', visits: [] },
    skipped: { status: 'skipped', visits: [] },
    failed: {
      status: 'failed',
      visits: [],
      error: { type: 'http.404', title: 'Not found', status: 404, retryable: false },
    },
  },
  run: { id: 'r1', workflow: 'w', version: 3, now: '2026-11-21T09:00:00.000Z' },
  locals: { error: { type: 'exit', title: 'It failed', retryable: false } },
};

export function expression(cel: string): Expression {
  return { cel, nodes: [] };
}

/** The value, or the title of the fault as `{ fault }`. */
export function value(cel: string, at: Bindings = bindings): Json | undefined {
  const result = evaluate(expression(cel), at);
  return result.ok ? result.value : { fault: result.title };
}

export function faultOf(cel: string, at: Bindings = bindings): string {
  const result = evaluate(expression(cel), at);
  return result.ok ? `no fault, but ${JSON.stringify(result.value)}` : result.title;
}

export const types: TypeScope = {
  input: {
    type: 'object',
    properties: {
      topic: { type: 'string' },
      tone: { enum: ['plain', 'warm'] },
      n: { type: 'integer' },
      orders: {
        type: 'array',
        items: { type: 'object', properties: { id: { type: 'string' }, price: { type: 'number' } } },
      },
      open: { type: 'object', properties: { known: { type: 'string' } }, additionalProperties: true },
    },
  },
  vars: { rounds: { type: 'number' }, anything: undefined },
  nodes: {
    draft: { output: { type: 'object', properties: { title: { type: 'string' } } }, outcomes: [] },
    review: { outcomes: ['publish', 'revise'] },
  },
  locals: { error: undefined },
};

/** `code: marked text`, for each fault. */
export function faults(cel: string, scope: TypeScope = types): string[] {
  return analyse(cel, scope).faults.map((fault) => `${fault.code}: ${cel.slice(fault.start, fault.end)}`);
}

export function onlyFault(cel: string, scope: TypeScope = types): ExpressionFault {
  const found = analyse(cel, scope).faults;
  const [first] = found;
  if (first === undefined || found.length > 1) throw new Error(`${cel} has ${found.length} faults`);
  return first;
}

/** Compiles a text value as the front half does. */
export function template(text: string): Template {
  const scanned = scan(text);
  if (!scanned.ok) throw new Error(scanned.message);
  const pieces = scanned.pieces.map((piece) => (piece.kind === 'text' ? piece.text : expression(piece.cel)));
  const alone = pieces.find((piece) => typeof piece !== 'string');
  return scanned.whole && alone !== undefined ? { expr: alone } : { text: pieces };
}

/**
 * The reference interpreter: a run of a checked document, event by event. Slow and naive: after each event everything
 * is looked at anew, and the first thing in the order of the text that can happen happens (S21). Written from the
 * rules; it shares no code with the core.
 */
import type { Catalogue } from '../../src/interpreter/catalogue.ts';
import type { Document } from '../../src/interpreter/index.ts';
import type { RunError } from '../../src/interpreter/errors.ts';
import type { Json } from '../../src/interpreter/json.ts';
import { parseDuration } from '../../src/interpreter/duration.ts';
import { graphOf } from './graph.ts';
import { addTimer } from './kinds.ts';
import { receiveEvent } from './events.ts';
import { type Answer, answer, openRequests } from './people.ts';
import {
  idOf,
  lineOf,
  type NamedEvent,
  type Node,
  type Op,
  openScope,
  type Run,
  type Visit,
  type World,
} from './state.ts';
import { goOn } from './things.ts';
import { render } from './values.ts';
import { endVisit, expireScope, failUnstarted, failVisit, stopScope } from './visits.ts';

export type Happening =
  | { readonly type: 'done' | 'stopped' | 'fired'; readonly op: string }
  | { readonly type: 'answer'; readonly answer: Answer }
  | { readonly type: 'event'; readonly event: NamedEvent }
  | { readonly type: 'cancel' };

export type Result =
  | { readonly status: 'succeeded'; readonly output: Json }
  | { readonly status: 'failed'; readonly error: RunError }
  | { readonly status: 'cancelled' };

export function startRun(document: Document, input: Json, world: World, catalogue: Catalogue): Run {
  const run = makeRun(document, input, world, catalogue);
  for (const [name, value] of Object.entries(document.vars ?? {})) {
    const given = render(run.root, value);
    run.vars[name] = given.ok ? (given.value ?? null) : null;
  }
  goOn(run);
  return run;
}

function makeRun(document: Document, input: Json, world: World, { tools }: Catalogue): Run {
  const run: Omit<Run, 'root'> = {
    workflow: document.name,
    input,
    parallel: document.limits?.parallel ?? 100,
    world,
    tools,
    vars: {},
    ops: [],
    visits: [],
    ended: [],
    resolved: [],
    refused: [],
    kept: [],
    seen: new Set(),
    next: [],
    waiters: [],
    locks: new Map<string, Node[]>(),
    now: 1_000_000,
  };
  const whole = run as Run;
  whole.root = openScope({ run: whole, graph: graphOf(document), prefix: '' });
  return whole;
}

export function happen(run: Run, event: Happening): void {
  if (resultOf(run)) return;
  switch (event.type) {
    case 'done':
      endCall(opOf(run, event.op));
      break;
    case 'stopped': {
      const { visit } = opOf(run, event.op);
      endVisit(visit, visit.verdict ?? { kind: visit.stopAs ?? 'cancelled' });
      break;
    }
    case 'fired':
      fire(run, opOf(run, event.op));
      break;
    case 'answer': {
      const refused = answer(run, event.answer);
      if (refused) run.refused.push(refused);
      break;
    }
    case 'event':
      receiveEvent(run, event.event);
      break;
    case 'cancel':
      stopScope(run.root, { kind: 'cancelled' });
      break;
  }
  goOn(run);
}

function opOf(run: Run, id: string): Op {
  const op = run.ops.find((op) => op.id === id);
  if (!op) throw new Error(`nothing called ${id} is under way`);
  return op;
}

function endCall(op: Op): void {
  const { visit, reply } = op;
  if (reply === undefined) throw new Error(`${idOf(visit)} is no call`);
  if ('error' in reply && reply.error.doubt === true && isOnce(visit)) return askWhat(op);
  if ('result' in reply) endVisit(visit, { kind: 'outcome', output: outputOf(visit, reply.result) });
  else endVisit(visit, { kind: 'failed', error: { ...reply.error, instance: idOf(visit) } });
}

function isOnce({ node: { graph } }: Visit): boolean {
  return 'effect' in graph.document && graph.document.effect === 'once';
}

/** S36: it is waited for as a person is. */
function askWhat(op: Op): void {
  const { visit } = op;
  const { run } = visit.node.scope;
  run.ops = run.ops.filter((other) => other !== op);
  visit.awaits = 'word';
  visit.doubt = op;
  const { document } = visit.node.graph;
  const isTimed = run.ops.some((other) => other.visit === visit && other.does === 'timeout');
  if (!isTimed && 'timeout' in document && document.timeout !== undefined)
    addTimer(visit, 'timeout', parseDuration(document.timeout) ?? 0);
}

/** R9: what an event was sent with is nothing to read. */
function outputOf({ node }: Visit, result: Json): Json {
  return node.graph.document.kind === 'emit' ? null : result;
}

function fire(run: Run, op: Op): void {
  run.now = Math.max(run.now, op.due);
  run.ops = run.ops.filter((other) => other !== op);
  const { visit, does } = op;
  switch (does) {
    case 'wait':
      endVisit(visit, { kind: 'outcome' });
      return;
    case 'timeout':
      expire(visit);
      return;
    case 'deadline':
      passDeadline(visit);
      return;
    case 'call':
      throw new Error(`${op.id} is no timer`);
  }
}

/** S17: of a block, what is inside is stopped, compensated and finished first. */
function expire(visit: Visit): void {
  const error = { type: 'timeout', title: 'It took too long.', instance: idOf(visit), retryable: false };
  if (visit.node.waiting === visit) failUnstarted(visit.node, error);
  else if (visit.inside) expireScope(visit.inside, error);
  else failVisit(visit, error.type, error.title);
}

/** S24: the default, or failure. */
function passDeadline(visit: Visit): void {
  const { document } = visit.node.graph;
  const deadline = document.kind === 'human' ? document.deadline : undefined;
  if (deadline?.outcome === undefined && deadline?.output === undefined)
    return failVisit(visit, 'deadline', 'Nobody answered in time.');
  const output = render(visit.node.scope, deadline.output ?? null, visit.locals);
  if (!output.ok) return failVisit(visit, 'expression', output.title);
  const { outcome } = deadline;
  endVisit(visit, {
    kind: 'outcome',
    output: output.value ?? null,
    ...(outcome !== undefined && { outcome }),
  });
}

export function resultOf({ root }: Run): Result | undefined {
  if (root.stage === 'over' && root.kept) return { status: 'succeeded', output: root.keptOutput ?? null };
  if (root.stage !== 'over' || root.verdict === undefined) return undefined;
  switch (root.verdict.kind) {
    case 'succeeded':
      return { status: 'succeeded', output: root.verdict.output ?? null };
    case 'failed':
      return { status: 'failed', error: root.verdict.error };
    case 'cancelled':
    case 'withdrawn':
      return { status: 'cancelled' };
  }
}

/** `path#visit status[:outcome]`, in the order of the ends. */
export function traceOf({ ended }: Run): readonly string[] {
  return ended.map(lineOf);
}

export function requestsOf(run: Run): readonly string[] {
  return openRequests(run).map(idOf);
}

export interface Outcome {
  readonly result: Result | undefined;
  readonly trace: readonly string[];
  readonly refused: readonly string[];
}

/**
 * A whole run: calls end in the order in which they started, then comes the next of `events`, and timers fire when
 * nothing else can happen, the shortest first.
 */
export function runReference(
  document: Document,
  world: World,
  catalogue: Catalogue,
  events: readonly Happening[],
  input: Json = {},
): Outcome {
  const run = startRun(document, input, world, catalogue);
  const left = [...events];
  for (let next = nextOf(run, left); next; next = nextOf(run, left)) happen(run, next);
  return { result: resultOf(run), trace: traceOf(run), refused: run.refused };
}

function nextOf(run: Run, left: Happening[]): Happening | undefined {
  const [call] = run.ops.filter(({ does, stopping }) => does === 'call' || stopping);
  if (call) return { type: call.stopping ? 'stopped' : 'done', op: call.id };
  if (resultOf(run)) return undefined;
  const event = left.shift();
  if (event) return event;
  const [timer] = [...run.ops].sort((a, b) => a.due - b.due);
  return timer && { type: 'fired', op: timer.id };
}

/**
 * The nodes of a run as a reader sees them: every visit in the order of the text, each followed by what is inside of it.
 * Owns that order and which fields a visit shows.
 *
 * PN1. Values of a node that is `sensitive` are shown to nobody: what it was given, what it gave, and what an error
 *      says beyond its title.
 * PN2. Where nothing starts any more, in a scope or in the whole run, what was never visited is `unreached`, not `pending`.
 */
import type { Call } from '../interpreter/call.ts';
import type { NodeState, ScopeState, Visit, VisitRecord } from '../interpreter/core/state.ts';
import { item, nextNumber, openStep, scopePlan, type Step } from '../interpreter/core/step.ts';
import type { RunError } from '../interpreter/errors.ts';
import type { Json } from '../interpreter/json.ts';
import type { NodePlan } from '../interpreter/plan.ts';
import type { Folded } from './fold.ts';
import type { NodeView } from './orchestrator.ts';

/** What stands in place of a value that is shown to nobody. */
export const hidden = '***';

interface Showing {
  readonly folded: Folded;
  readonly step: Step;
  /** By visit; of operations that are under way, too. */
  readonly attempts: ReadonlyMap<string, number>;
  /** By visit. */
  readonly unserved: ReadonlyMap<string, string>;
  /** Scopes inside of a visit, or of a scope itself (`finally`), in the order in which they were opened. */
  readonly inside: ReadonlyMap<string, readonly ScopeState[]>;
  /** Whether the run goes on; from outside it can be ended without a word to it. */
  readonly open: boolean;
}

/**
 * @param now attempts of activities that are under way, by operation
 * @param unserved task queues that no worker polls, by the operation that waits there
 */
export function nodesOf(
  folded: Folded,
  open: boolean,
  now: ReadonlyMap<string, number>,
  unserved: ReadonlyMap<string, string>,
): readonly NodeView[] {
  const { plan, state } = folded;
  const scopes = Object.values(state.scopes);
  const showing: Showing = {
    folded,
    step: openStep(plan, state, state.now),
    attempts: byVisit([...folded.attempts, ...withTried(folded, now)]),
    unserved: byVisit([...unserved]),
    inside: Map.groupBy(scopes, placeOf),
    open,
  };
  return scopeNodes(showing, item(scopes, 0));
}

/** Temporal counts those of the activity alone. */
function withTried({ tried }: Folded, now: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  return new Map([...now].map(([op, count]) => [op, count + (tried.get(op) ?? 0)]));
}

/** Of what a scope is the inside. */
function placeOf({ parent }: ScopeState): string {
  return parent ? place(parent.scope, parent.node, parent.visit) : '';
}

function place(scope: number, node: number, visit: number): string {
  return `${scope}/${node}/${visit}`;
}

/** An agent's are those of its last call (`path#1/2.0`). */
function byVisit<T>(operations: readonly (readonly [op: string, of: T])[]): ReadonlyMap<string, T> {
  return new Map(operations.map(([op, of]) => [op.replace(/\/\d+\.\d+$/, ''), of]));
}

function scopeNodes(showing: Showing, scope: ScopeState): readonly NodeView[] {
  const { nodes } = scopePlan(showing.step, scope);
  const views = nodes.flatMap((node, index) => nodeViews(showing, scope, node, index));
  return [...views, ...innerNodes(showing, place(scope.id, -1, 0))];
}

/** The visits of a node, each followed by what is inside of it. */
function nodeViews(showing: Showing, scope: ScopeState, node: NodePlan, index: number): readonly NodeView[] {
  const state = item(scope.nodes, index);
  const head = { path: scope.prefix + node.name, kind: node.kind, ...fixedTitle(node) };
  const visits = [
    ...state.visits.map((record) => ({ number: record.visit, fields: recordView(record) })),
    ...(state.current ?? []).map((visit) => ({
      number: visit.number,
      fields: currentView(showing, `${head.path}#${visit.number}`, visit, node),
    })),
  ];
  const views = visits.flatMap(({ number, fields }) => {
    const operation = operationOf(showing, node, `${head.path}#${number}`);
    const view = { ...head, ...operation, ...progressOf(showing, scope, index, number), ...fields };
    return [hide(node, view), ...innerNodes(showing, place(scope.id, index, number))];
  });
  const next = nextView(showing, scope, index, state);
  return next ? [...views, { ...head, ...next }] : views;
}

function innerNodes(showing: Showing, of: string): readonly NodeView[] {
  return (showing.inside.get(of) ?? []).flatMap((scope) => scopeNodes(showing, scope));
}

type Fields = Omit<NodeView, 'path' | 'kind' | 'attempts'>;

function recordView(record: VisitRecord): Fields {
  return {
    status: record.status,
    visit: record.visit,
    startedAt: iso(record.startedAt),
    endedAt: iso(record.endedAt),
    ...(record.status === 'failed' && { error: record.error }),
    ...(record.status === 'succeeded' && record.output !== undefined && { output: record.output }),
    ...(record.status === 'succeeded' && record.outcome !== undefined && { outcome: record.outcome }),
  };
}

function currentView({ folded }: Showing, id: string, visit: Visit, node: NodePlan): Fields {
  const base = { visit: visit.number, startedAt: iso(visit.startedAt) };
  const waitingFor = waitsFor(node, folded.state.requests[id] !== undefined);
  return waitingFor ? { ...base, status: 'waiting', waitingFor } : { ...base, status: 'running' };
}

/** `suspended`: a request is open under the id of the visit. */
function waitsFor({ kind }: NodePlan, suspended: boolean): NodeView['waitingFor'] | undefined {
  if (kind === 'human' || suspended) return 'human';
  if (kind === 'receive') return 'event';
  return kind === 'wait' ? 'timer' : undefined;
}

/** A visit that has not begun: it waits for a lock, or for the end of a pause; a node that was never visited. */
function nextView(
  { folded, open }: Showing,
  scope: ScopeState,
  node: number,
  state: NodeState,
): Pick<NodeView, 'status' | 'visit' | 'attempts' | 'waitingFor'> | undefined {
  const visit = nextNumber(state);
  if (state.phase === 'locked') return { status: 'waiting', waitingFor: 'lock', visit, attempts: 0 };
  const halted = folded.state.halt?.waiting.some((at) => at.scope === scope.id && at.node === node);
  if (halted) return { status: 'waiting', waitingFor: 'pause', visit, attempts: 0 };
  if (visit > 1) return undefined;
  // PN2.
  const goesOn = open && scope.phase.is === 'active';
  return { status: goesOn ? 'pending' : 'unreached', visit: 0, attempts: 0 };
}

/** How far a map has come. */
function progressOf(
  { inside }: Showing,
  scope: ScopeState,
  node: number,
  visit: number,
): Pick<NodeView, 'items'> {
  const whole = inside.get(place(scope.id, node, visit))?.find(({ items }) => items);
  if (!whole?.items) return {};
  const { values, next, succeeded, failed, dropped } = whole.items;
  const running = next - succeeded - failed - dropped;
  return { items: { total: values.length, running, succeeded, failed } };
}

/** A title with expressions is known where a call of the visit has carried it. */
function fixedTitle({ title }: NodePlan): { readonly title?: string } {
  return title && 'value' in title && typeof title.value === 'string' ? { title: title.value } : {};
}

function operationOf({ folded, attempts, unserved }: Showing, node: NodePlan, id: string) {
  const calls = folded.calls;
  const first = calls.get(id) ?? calls.get(`${id}/1.0`) ?? calls.get(`${id}/compile`);
  const cached = folded.hits.has(id) && { cached: true as const };
  if (!first || first.type === 'shard') return { attempts: 0, ...cached };
  // The input of a call is a `Call` by the contract between the core and the activities.
  const input = first.type === 'child' ? first.input : inputOf(first.input as unknown as Call);
  const run = folded.children.get(id);
  const queue = unserved.get(id);
  return {
    attempts: attempts.get(id) ?? 1,
    ...(node.title && { title: first.title }),
    ...(input !== undefined && { input }),
    ...(run !== undefined && { run }),
    ...(queue !== undefined && { unserved: queue }),
    ...cached,
  };
}

/** What the reader is shown of a call; nothing of calls that are Ostinato's own. */
function inputOf(call: Call): Json | undefined {
  switch (call.kind) {
    case 'run': {
      const { argv, env, stdin, cwd } = call;
      return { argv, env, ...(stdin !== undefined && { stdin }), ...(cwd !== undefined && { cwd }) };
    }
    case 'tool':
      return call.input;
    case 'turn': {
      const [first] = call.append;
      const { provider, name } = call.model;
      return {
        model: `${provider}/${name}`,
        ...(call.instructions !== undefined && { instructions: call.instructions }),
        prompt: first?.role === 'user' ? first.text : '',
      };
    }
    case 'emit':
      return { ...call.event };
    case 'compile':
      return call.source;
    case 'cache':
    case 'subscribe':
    case 'lock':
    case 'load':
    case 'closed-runs':
    case 'value':
      return undefined;
  }
}

/** PN1. */
function hide(node: NodePlan, view: NodeView): NodeView {
  if (!node.sensitive) return view;
  const { input, output, error } = view;
  return {
    ...view,
    ...(input !== undefined && { input: hidden }),
    ...(output !== undefined && { output: hidden }),
    ...(error && { error: hideDetails(error) }),
  };
}

/** The error as it may be shown: it names the visit that failed, which may be that of a sensitive node. */
export function shownError(folded: Folded, error: RunError): RunError {
  const path = error.instance?.slice(0, error.instance.lastIndexOf('#'));
  return path !== undefined && isSensitive(folded, path) ? hideDetails(error) : error;
}

export function isSensitive({ plan, state }: Folded, path: string): boolean {
  const step = openStep(plan, state, state.now);
  const found = Object.values(state.scopes).flatMap((scope) =>
    scopePlan(step, scope).nodes.filter(({ name }) => scope.prefix + name === path),
  );
  return found.some(({ sensitive }) => sensitive);
}

export function hideDetails({ detail: _detail, data: _data, ...error }: RunError): RunError {
  return error;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

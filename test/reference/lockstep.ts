/**
 * Both interpreters, event by event, over the same definition and the same random choices. Owns what happens next, and
 * what is compared: after each event the trace, what is under way, who is asked, and the result.
 */
import type { Catalogue } from '../../src/interpreter/catalogue.ts';
import { compileDefinition, parseDocument } from '../../src/interpreter/index.ts';
import type { Json } from '../../src/interpreter/json.ts';
import { coreSnapshot, happenInCore, type Snapshot, startCore } from './core-run.ts';
import { openRequests } from './people.ts';
import { type Happening, happen, requestsOf, resultOf, startRun, traceOf } from './run.ts';
import { idOf, type NamedEvent, type Op, type Run, type Visit, type World } from './state.ts';

export interface Case {
  readonly definition: string;
  readonly input: Json;
  /** Decides the order of the ends, the answers, and which work fails. */
  readonly seed: number;
  readonly events: readonly NamedEvent[];
}
export interface Difference {
  readonly after: readonly Happening[];
  readonly reference: Snapshot;
  readonly core: Snapshot | { readonly threw: string };
}
export type Compared =
  | { readonly is: 'refused'; readonly why: readonly string[] }
  | { readonly is: 'equal'; readonly steps: number; readonly status: string }
  | { readonly is: 'different'; readonly difference: Difference };

const MAX_STEPS = 400;

export function compare(given: Case, catalogue: Catalogue, world: World): Compared {
  const { plan, document, diagnostics } = compileDefinition(given.definition, catalogue);
  if (!plan || !document)
    return { is: 'refused', why: diagnostics.map(({ code, message }) => `${code} ${message}`) };
  const parsed = parseDocument(given.definition).document ?? document;
  const run = startRun(parsed, given.input, world, catalogue);
  const after: Happening[] = [];
  const events = [...given.events];
  try {
    const core = startCore(plan, given.input, world);
    for (;;) {
      const reference = snapshotOf(run);
      const seen = coreSnapshot(core);
      if (!isSame(reference, seen)) return { is: 'different', difference: { after, reference, core: seen } };
      const next = nextOf(run, given.seed, events, after.length);
      if (next === undefined)
        return { is: 'equal', steps: after.length, status: resultOf(run)?.status ?? 'open' };
      if (after.length > MAX_STEPS) throw new Error('the run does not end');
      after.push(next);
      happen(run, next);
      happenInCore(core, next);
    }
  } catch (error) {
    const threw = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { is: 'different', difference: { after, reference: snapshotOf(run), core: { threw } } };
  }
}

function isSame(one: Snapshot, other: Snapshot): boolean {
  return canonical(one) === canonical(other);
}

/** Keys in one order. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part) ? ordered(part) : part,
  );
}

/** The sentences of an error are for people, and no part of the rules. */
function ordered(part: object): object {
  const said = 'retryable' in part ? ['title', 'detail', 'data'] : [];
  return Object.fromEntries(
    Object.entries(part)
      .filter(([key]) => !said.includes(key))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function snapshotOf(run: Run): Snapshot {
  const result = resultOf(run);
  return {
    trace: traceOf(run),
    ops: result
      ? []
      : run.ops
          .filter(isCompared)
          .map(({ id, stopping }) => `${id}${stopping ? '!' : ''}`)
          .sort(),
    requests: [...requestsOf(run)].sort(),
    result:
      result?.status === 'failed'
        ? { status: 'failed', type: result.error.type, instance: result.error.instance ?? '' }
        : result,
  };
}

/** That the clock of a block stops with it is seen when it does not fire. */
function isCompared({ does }: Op): boolean {
  return does !== 'timeout';
}

/** Stops are answered first; then work, answers and events in a random order; timers when nothing else can happen. */
export function nextOf(run: Run, seed: number, events: NamedEvent[], step: number): Happening | undefined {
  if (resultOf(run)) return undefined;
  const by = <T>(list: readonly T[], name: (item: T) => string): T | undefined =>
    [...list].sort((a, b) => chance(seed, name(a)) - chance(seed, name(b)))[0];
  const stopping = by(
    run.ops.filter((op) => op.stopping),
    ({ id }) => id,
  );
  if (stopping) return { type: 'stopped', op: stopping.id };
  const calls = run.ops
    .filter(({ does }) => does === 'call')
    .map(({ id }): Happening => ({ type: 'done', op: id }));
  const answers = openRequests(run).flatMap((visit) => answerTo(visit, seed, step));
  const told = events.slice(0, 1).map((event): Happening => ({ type: 'event', event }));
  const next = by([...calls, ...answers, ...told], (happening) => `${step} ${JSON.stringify(happening)}`);
  if (next?.type === 'event') events.shift();
  if (next) return next;
  const [timer] = [...run.ops].sort((a, b) => a.due - b.due || (a.id < b.id ? -1 : 1));
  if (timer) return { type: 'fired', op: timer.id };
  return openRequests(run).length > 0 || run.waiters.length > 0 ? { type: 'cancel' } : undefined;
}

/** One of three questions is never answered. */
function answerTo(visit: Visit, seed: number, step: number): readonly Happening[] {
  const { document } = visit.node.graph;
  const id = idOf(visit);
  if (chance(seed, `${id} silent`) < 1 / 3) return [];
  const asked = document.kind === 'human' ? document.outcomes : words;
  // What is in doubt again is answered anew.
  const drawn = chance(seed, document.kind === 'human' ? `${id} outcome` : `${id} ${step}`);
  const outcome = asked?.[Math.floor(drawn * asked.length)];
  return [{ type: 'answer', answer: { request: id, ...(outcome !== undefined && { outcome }) } }];
}

const words = ['happened', 'again', 'failed'];

/** 0 ≤ x < 1, by seed and name. */
export function chance(seed: number, name: string): number {
  let hash = 2_166_136_261 ^ seed;
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 16_777_619);
  hash = Math.imul(hash ^ (hash >>> 15), 2_246_822_507);
  hash = Math.imul(hash ^ (hash >>> 13), 3_266_489_909);
  return ((hash ^ (hash >>> 16)) >>> 0) / 4_294_967_296;
}

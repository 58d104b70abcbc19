/**
 * Random graphs whose end is the same in whatever order things happen: only of these can be said how a run that was
 * killed, paused and cut off has to end. Owns the search for them; the graphs are those of the reference.
 */
import * as fc from 'fast-check';
import { nodePlan } from '../../src/interpreter/core/step.ts';
import { compileDefinition } from '../../src/interpreter/index.ts';
import type { Json } from '../../src/interpreter/json.ts';
import { type Plan, waitingFor } from '../../src/interpreter/sandbox.ts';
import { type CoreRun, coreSnapshot, happenInCore, startCore } from '../reference/core-run.ts';
import { chance } from '../reference/lockstep.ts';
import { definitionOf, inputOf, sketches } from '../reference/random.ts';
import type { Happening } from '../reference/run.ts';
import { catalogue, effectOf, eventNames, outcomeOf } from './world.ts';

export interface DeterminedGraph {
  readonly seed: number;
  readonly definition: string;
  readonly plan: Plan;
  readonly input: Json;
  readonly result: unknown;
  /** Sorted. */
  readonly trace: readonly string[];
}

const orders = 60;
const fewestCalls = 6;
const mostHappenings = 300;
const mostEvents = 8;

/** The first determined graph from the seed on. */
export function determinedGraph(seed: number): DeterminedGraph {
  for (let attempt = 0; ; attempt++) {
    const [sketch] = fc.sample(sketches, { numRuns: 1, seed: seed * 100_003 + attempt });
    if (!sketch) throw new Error('nothing was drawn');
    const definition = prepared(definitionOf(sketch), seed);
    const { plan } = compileDefinition(definition, catalogue);
    const end = plan && onlyEnd(plan, inputOf(sketch), seed);
    if (plan && end) return { seed, definition, plan, input: inputOf(sketch), ...end };
  }
}

/**
 * The tool learns the seed from its key, and is tried again for as long as workers are killed. Its limit of time is the
 * worker's to keep and would be over by chance; those of blocks are timers of the core.
 */
function prepared(definition: string, seed: number): string {
  const document = JSON.parse(definition, (_, value: unknown) => withoutLimit(value)) as object;
  const retry = { attempts: 50, backoff: '100ms', factor: 1 };
  return JSON.stringify({ ...document, name: `crash-${seed}`, defaults: { retry } }, null, 1);
}

function withoutLimit(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('tool' in value && 'timeout' in value)) return value;
  const { timeout: _, ...rest } = value;
  return rest;
}

type End = Pick<DeterminedGraph, 'result' | 'trace'>;

function onlyEnd(plan: Plan, input: Json, seed: number): End | undefined {
  const first = endOf(plan, input, seed, 0);
  if (!first) return undefined;
  const text = JSON.stringify(first);
  for (let order = 1; order < orders; order++)
    if (JSON.stringify(endOf(plan, input, seed, order)) !== text) return undefined;
  return first;
}

/** How the run ends in one order; nothing when it does not end, or does too little to be of interest. */
function endOf(plan: Plan, input: Json, seed: number, order: number): End | undefined {
  let calls = 0;
  const core = startCore(plan, input, (_, { kind, key }) => {
    if (kind !== 'tool') return { result: null };
    calls++;
    return effectOf(key as string, seed).reply;
  });
  let events = 0;
  for (let step = 0; !core.state.result; step++) {
    const next = drawn(possible(core, seed, events), `${order} ${step}`);
    if (!next || step > mostHappenings) return undefined;
    if (next.type === 'event') events++;
    happenInCore(core, next);
  }
  const { result, trace } = coreSnapshot(core);
  return calls < fewestCalls ? undefined : { result, trace: [...trace].sort() };
}

/** Whatever could come next on a real server; how long a timer takes says nothing where everything may stand still. */
function possible(core: CoreRun, seed: number, events: number): readonly Happening[] {
  const { plan, state, ops } = core;
  const stopping = ops.filter((op) => op.stopping);
  if (stopping.length > 0) return stopping.map(({ op }) => ({ type: 'stopped', op }));
  const ends = ops
    .filter(({ op }) => !op.endsWith('/cleanup'))
    .map(({ op, type }): Happening => ({ type: type === 'timer' ? 'fired' : 'done', op }));
  const step = { plan, state, commands: [], tasks: [], nextTask: 0 };
  const answers = Object.entries(state.requests).map(([request, visit]): Happening => {
    const node = nodePlan(step, visit);
    const outcome = node.kind === 'human' ? outcomeOf(request, node.outcomes, seed) : undefined;
    return { type: 'answer', answer: { request, ...(outcome !== undefined && { outcome }) } };
  });
  const told =
    events < mostEvents && waitingFor(state).includes('event')
      ? eventNames.map((name): Happening => ({ type: 'event', event: { name, data: name } }))
      : [];
  return [...ends, ...answers, ...told];
}

function drawn<T>(list: readonly T[], dice: string): T | undefined {
  return list[Math.floor(chance(0, dice) * list.length)];
}

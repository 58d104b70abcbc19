/**
 * Random graphs whose end is the same in whatever order things happen: only of these can be said how a run that was
 * killed, paused and cut off has to end. Owns the search for them; the graphs are those of the reference.
 */
import * as fc from 'fast-check';
import type { RunCall } from '../../src/interpreter/call.ts';
import { nodePlan } from '../../src/interpreter/core/step.ts';
import { compileDefinition } from '../../src/interpreter/index.ts';
import type { Json } from '../../src/interpreter/json.ts';
import { type Plan, waitingFor } from '../../src/interpreter/sandbox.ts';
import { type CoreRun, coreSnapshot, happenInCore, startCore } from '../reference/core-run.ts';
import { chance } from '../reference/lockstep.ts';
import { definitionOf, inputOf, sketches } from '../reference/random.ts';
import type { Happening } from '../reference/run.ts';
import { programEnv, programName, programReply } from './program.ts';
import { catalogue, effectOf, eventNames, outcomeOf, toolNames } from './world.ts';

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
 * Work learns the seed from its key, and is tried again for as long as workers are killed. Its limit of time is the
 * worker's to keep and would be over by chance; those of blocks are timers of the core.
 */
function prepared(definition: string, seed: number): string {
  let tools = 0;
  const document = JSON.parse(definition, (_, value: unknown) =>
    isTool(value) ? doneBy(value, `tool ${tools++}`, seed) : value,
  ) as object;
  return JSON.stringify({ ...document, name: `crash-${seed}`, defaults: { retry } }, null, 1);
}

const retry = { attempts: 50, backoff: '100ms', factor: 1 };

interface ToolDocument {
  readonly tool: string;
  readonly input: Json;
  readonly effect?: 'once';
  readonly timeout?: string;
}

function isTool(value: unknown): value is ToolDocument {
  return typeof value === 'object' && value !== null && 'tool' in value;
}

/**
 * A third of what may be done twice goes to each. The rest stays with the tool: the value that a person gives for a
 * program in doubt is not all that the program would have given.
 */
function doneBy(given: ToolDocument, name: string, seed: number): object {
  const { timeout: _, ...document } = given;
  const dice = chance(seed, `${name} is done by`);
  if (document.effect === 'once' || dice < 1 / 3) return document;
  if (dice < 2 / 3) return { ...document, tool: toolNames.quick };
  const { tool: _tool, input, ...rest } = document;
  const env = programEnv(name, seed);
  return { ...rest, run: [programName], env, stdin: input, retry: { ...retry, on: ['worker-lost'] } };
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
  const core = startCore(plan, input, (_, { kind, key, tool, env }) => {
    if (kind !== 'tool' && kind !== 'run') return { result: null };
    calls++;
    // Calls are plain JSON, of which the kind tells the rest.
    if (kind === 'run') return programReply(env as RunCall['env']);
    return effectOf(key as string, seed, tool === toolNames.quick ? 'quick' : 'slow').reply;
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

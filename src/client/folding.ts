/** What is known of a run while its history is folded. Owns that state and how it begins. */
import type { temporal } from '@temporalio/proto';
import type { CallCommand, ChildCommand, ShardCommand } from '../interpreter/core/command.ts';
import { createShardRun } from '../interpreter/core/shard-run.ts';
import { createState, type RunState } from '../interpreter/core/state.ts';
import { PLAN_VERSION, type Plan } from '../interpreter/plan.ts';
import type { Loaded } from '../workflows/continued.ts';
import type { ArtifactView } from './orchestrator.ts';
import type { ContinuedRun, PartRun, RunArguments, RunInput } from '../workflows/messages.ts';

type Payloads = temporal.api.common.v1.IPayloads;

/** How payloads and failures of this namespace are read; made from the client's data converter. */
export interface Decode {
  values(payloads: Payloads | null | undefined): Promise<readonly unknown[]>;
  failure(failure: temporal.api.failure.v1.IFailure | null | undefined): Promise<Error | undefined>;
}

/** What Temporal is told to do, and answers. */
export type Begun = CallCommand | ChildCommand | ShardCommand;

export interface Folding {
  readonly identity: { readonly id: string; readonly workflow: string; readonly execution: string };
  readonly run: RunInput;
  readonly decode: Decode;
  plan: Plan;
  loaded: Loaded | undefined;
  state: RunState;
  /** The core has been told of the start. */
  started: boolean;
  /** Operations of which history knows. */
  readonly begun: Set<string>;
  readonly calls: Map<string, Begun>;
  readonly attempts: Map<string, number>;
  /** Attempts in the local lane, of operations that went on as activities. */
  readonly tried: Map<string, number>;
  /** Operations in the local lane of which the marker is still to come. */
  readonly local: Set<string>;
  /** Event ids of waits for values that calls could not be given. */
  readonly awaits: Set<string>;
  readonly hits: Set<string>;
  readonly children: Map<string, string>;
  /** Of what the tools of agents gave, which is in the output of no node. */
  readonly artifacts: ArtifactView[];
  /** Event id of the scheduling or initiation → operation. */
  readonly scheduled: Map<string, string>;
  /** Timer id (its number) → operation. */
  readonly timers: Map<string, string>;
}

export function createFolding(
  identity: Folding['identity'],
  [run, plan]: RunArguments,
  decode: Decode,
): Folding {
  const folding: Folding = {
    identity,
    run,
    decode,
    plan: planOfNothing(identity.workflow),
    loaded: undefined,
    state: createState(planOfNothing(identity.workflow), { ...identity, version: 0 }, run.input),
    started: false,
    begun: new Set(),
    calls: new Map(),
    attempts: new Map(),
    tried: new Map(),
    local: new Set(),
    awaits: new Set(),
    hits: new Set(),
    children: new Map(),
    artifacts: [],
    scheduled: new Map(),
    timers: new Map(),
  };
  if (plan === undefined) return folding;
  if ('carried' in run) takeUp(folding, run, plan);
  else if ('shard' in run) takeShard(folding, run, plan);
  else takePlan(folding, { ...run, plan });
  return folding;
}

function takeShard(folding: Folding, run: PartRun, around: Plan): void {
  const { definition, input, of, shard } = run;
  const made = createShardRun(around, { ...of, execution: folding.identity.execution }, shard);
  folding.plan = made.plan;
  folding.loaded = { plan: made.plan, definition, input };
  folding.state = made.state;
}

/** An execution that goes on where an earlier one has left off, in the order of the driver. */
function takeUp(folding: Folding, run: ContinuedRun, plan: Plan): void {
  const { definition, input, carried } = run;
  folding.plan = plan;
  folding.loaded = { plan, definition, input };
  folding.state = carried.state;
  for (const command of carried.commands) if (command.type !== 'tell') folding.calls.set(command.op, command);
  carried.timers.forEach(({ command }, index) => folding.timers.set(String(index + 1), command.op));
}

export function takePlan(folding: Folding, loaded: Loaded): void {
  const { run, identity } = folding;
  const { plan, definition, input } = loaded;
  const { by } = run;
  folding.plan = plan;
  folding.loaded = loaded;
  folding.state = createState(
    plan,
    {
      ...identity,
      version: definition.version,
      ...(by !== undefined && { by }),
      ...('depth' in run && { depth: run.depth }),
    },
    input,
  );
}

function planOfNothing(name: string): Plan {
  return {
    planVersion: PLAN_VERSION,
    name,
    vars: [],
    limits: { cleanupMs: 0, parallel: 1 },
    scope: { nodes: [], edges: [], ends: [] },
    hash: '',
  };
}

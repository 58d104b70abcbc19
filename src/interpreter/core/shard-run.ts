/** The run that does one shard of a map: its plan and its state at the beginning. Owns nothing that happens. */
import type { MapNode, Plan, ScopePlan } from '../plan.ts';
import type { Shard } from './shards.ts';
import { createState, type RunIdentity, type RunState } from './state.ts';

export interface ShardRun {
  readonly plan: Plan;
  readonly state: RunState;
}

/** @param plan of the run that the shard is a part of; it gives the list of what its items gave */
export function createShardRun(plan: Plan, run: RunIdentity, shard: Shard): ShardRun {
  const shardPlan = planOf(plan, shard);
  const state = createState(shardPlan, run, shard.input, { prefix: shard.prefix, locals: shard.locals });
  state.vars = { ...shard.vars };
  state.around = shard.nodes;
  if (shard.halt) state.halt = { mode: shard.halt, left: 0, waiting: [] };
  const [node] = state.scopes[0]?.nodes ?? [];
  if (node) node.before = shard.visit - 1;
  return { plan: shardPlan, state };
}

/** The map alone, with the items of the shard; what is around it and what ends it as a whole is the run's around. */
function planOf(plan: Plan, shard: Shard): Plan {
  const { timeoutMs: _, ...limits } = { ...plan.limits, parallel: shard.parallel };
  const { name, order, as, onItemError, scope, whole } = mapAt(plan.scope, shard.of);
  const { letFinish } = whole;
  const node: MapNode = {
    kind: 'map',
    name,
    order,
    join: 'live',
    incoming: [],
    outgoing: [],
    solo: false,
    items: { value: [...shard.items] },
    as,
    from: shard.from,
    ...(shard.concurrency !== null && { concurrency: shard.concurrency }),
    onItemError,
    scope,
    whole: { nodes: [], edges: [], ends: [], ...(letFinish && { letFinish }) },
  };
  const output = { expr: { cel: `nodes.${name}.output`, nodes: [name] } };
  return { ...plan, vars: [], limits, scope: { nodes: [node], edges: [], output, ends: [0] } };
}

function mapAt(scope: ScopePlan, [index = 0, ...rest]: readonly number[]): MapNode {
  const node = scope.nodes[index];
  if (node && 'scope' in node && rest.length > 0) return mapAt(node.scope, rest);
  if (node?.kind !== 'map' || rest.length > 0) throw new Error('there is no map at the place of a shard');
  return node;
}

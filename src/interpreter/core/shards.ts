/**
 * Maps of many items in parts (S14): each shard is a run of its own that does some hundred of them, so that history and
 * state of the run around grow with the shards. Owns which maps are split, and what the end of a shard means.
 *
 * SH1. A shard does with its items what the map would: the same paths, readings, keys and order of results.
 * SH2. A shard fails with the error of the item that failed it, and the map with that of its shard.
 * SH3. Shards begin in the order of their items, as many as the concurrency of the map allows.
 * SH4. A shard has a share of the window of the run (S22), and fills it from its first item to its last.
 * SH5. What the run is told while it goes on, verbs and answers, its shards are told; one that begins in a halted run is halted.
 */
import type { RunError } from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Expression, MapNode } from '../plan.ts';
import { localsAt, nodeAt } from './bindings.ts';
import { cancelledError, closeScope } from './closing.ts';
import type { Told } from './command.ts';
import type { Verb } from './event.ts';
import type { HaltState, ItemResult, ItemsState, Operation, ScopeState, ShardsState } from './state.ts';
import { frameOf, known, loopPlan, lookAtEnd, scopeState, type Step, visitId } from './step.ts';

/** Shards under way where the map has no `concurrency`. */
const usually = 4;

/** What a shard is told; `of` is the place of the map in the plan: indexes of nodes, from the outside in. */
export interface Shard {
  readonly of: readonly number[];
  /** Number of the map's visit. */
  readonly visit: number;
  /** Prefix of the scope that the map is in. */
  readonly prefix: string;
  /** Index of the first item. */
  readonly from: number;
  readonly items: readonly Json[];
  readonly concurrency: number | null;
  /** Its window. */
  readonly parallel: number;
  /** What the items read around the map. */
  readonly nodes: JsonObject;
  readonly locals: JsonObject;
  readonly input: Json;
  readonly vars: JsonObject;
  /** The run is halted; absent = it goes on. */
  readonly halt?: HaltState['mode'];
}

/** Splits the map when it has more items than fit into one shard. */
export function splitItems(step: Step, whole: ScopeState, items: ItemsState): void {
  const { shard: size, concurrency } = mapPlan(step, whole);
  if (size === undefined || items.values.length <= size || !placeOf(step, whole)) return;
  const { parallel } = step.plan.limits;
  const atOnce =
    concurrency === undefined ? Math.min(usually, parallel) : Math.floor(concurrency / size) || 1;
  items.shards = { size, atOnce, share: Math.floor(parallel / atOnce) || 1, open: 0 };
}

export function fillShards(step: Step, whole: ScopeState, items: ItemsState, shards: ShardsState): void {
  while (shards.open < shards.atOnce && items.next < items.values.length && hasRoom(step, shards))
    begin(step, whole, items, shards);
}

/** Where others fill the window the shards of a map come one after the other. */
function hasRoom({ plan, state }: Step, { open, share }: ShardsState): boolean {
  return open === 0 || state.slots + share <= plan.limits.parallel;
}

function begin(step: Step, whole: ScopeState, items: ItemsState, shards: ShardsState): void {
  const from = items.next;
  items.next = Math.min(from + shards.size, items.values.length);
  // Shards may end in another order, and a hole in a list is no JSON (ST1).
  for (let index = from; index < items.next; index++) items.results[index] = null;
  shards.open++;
  step.state.slots += shards.share;
  whole.live++;
  const op = `${visitId(step, known(whole.parent, 'parent'))}/shard.${from / shards.size}`;
  step.state.ops[op] = { scope: whole.id, node: -1, visit: from, is: 'shard' };
  step.state.busy++;
  const title = `${op}: items ${from} to ${items.next - 1}`;
  step.commands.push({
    type: 'shard',
    op,
    shard: newShard(step, whole, items, shards, from),
    title,
    group: whole.group,
  });
}

function newShard(
  step: Step,
  whole: ScopeState,
  { values, next }: ItemsState,
  { share }: ShardsState,
  from: number,
): Shard {
  const { scope, visit } = known(whole.parent, 'parent');
  const node = mapPlan(step, whole);
  const { input, vars, halt } = step.state;
  return {
    ...(halt && { halt: halt.mode }),
    of: known(placeOf(step, whole), 'place'),
    visit,
    prefix: scopeState(step, scope).prefix,
    from,
    items: values.slice(from, next),
    concurrency: node.concurrency ?? null,
    parallel: share,
    nodes: readAround(step, whole, node),
    locals: localsAt(step, whole.id),
    input,
    vars,
  };
}

/** Absent for a map in a graph that was made at run time, or in what undoes or ends a scope: these stay whole. */
function placeOf(step: Step, { parent, id }: ScopeState): readonly number[] | undefined {
  if (frameOf(step, id) !== undefined) return undefined;
  const place: number[] = [];
  for (let at = parent; at; at = scopeState(step, at.scope).parent) {
    if (at.role === 'compensate' || at.role === 'finally') return undefined;
    place.unshift(at.node);
  }
  return place;
}

function readAround(step: Step, whole: ScopeState, node: MapNode): JsonObject {
  const nodes: Record<string, Json> = {};
  for (const name of namesRead(node)) {
    const value = nodeAt(step, whole.id, name);
    if (value) nodes[name] = value;
  }
  return nodes;
}

const read = new WeakMap<MapNode, readonly string[]>();

/** Every name after `nodes.` in the texts of the items; those of the items themselves are not found around them. */
function namesRead(node: MapNode): readonly string[] {
  let names = read.get(node);
  if (!names) read.set(node, (names = [...new Set(expressionsIn(node.scope).flatMap(({ nodes }) => nodes))]));
  return names;
}

function expressionsIn(value: unknown): readonly Expression[] {
  if (typeof value !== 'object' || value === null) return [];
  if (isExpression(value)) return [value];
  return Object.values(value).flatMap(expressionsIn);
}

function isExpression(value: object): value is Expression {
  return 'cel' in value && typeof value.cel === 'string' && 'nodes' in value && Array.isArray(value.nodes);
}

export function shardDone(step: Step, at: Operation, result: Json): void {
  const { whole, items } = leave(step, at);
  // A shard gives the results of its items (`shard-run.ts`).
  const results = result as unknown as readonly (ItemResult | null)[];
  results.forEach((one, index) => {
    items.results[at.visit + index] = one;
    if (!one) items.dropped++;
    else if ('error' in one) items.failed++;
    else items.succeeded++;
  });
  goOn(step, whole, items);
}

export function shardFailed(step: Step, at: Operation, error: RunError): void {
  const { whole, items } = leave(step, at);
  items.failed++;
  items.dropped += sizeAt(items, at.visit) - 1;
  closeScope(step, whole.id, { is: 'failed', error });
  goOn(step, whole, items);
}

export function shardStopped(step: Step, at: Operation): void {
  const { phase } = scopeState(step, at.scope);
  if (phase.is === 'active')
    return shardFailed(step, at, cancelledError('A part of the map was cancelled from outside'));
  const { whole, items } = leave(step, at);
  items.dropped += sizeAt(items, at.visit);
  goOn(step, whole, items);
}

/** Shards under way, those of the first items first. */
export function openShards({
  state,
}: Pick<Step, 'state'>): readonly (readonly [op: string, at: Operation])[] {
  return Object.entries(state.ops).filter(([, { is }]) => is === 'shard');
}

function tell(step: Step, [op, at]: readonly [string, Operation], told: Told): void {
  step.commands.push({ type: 'tell', op, told, group: scopeState(step, at.scope).group });
}

export function tellShards(step: Step, verb: Verb): void {
  for (const shard of openShards(step)) tell(step, shard, { verb });
}

/** @returns whether there is one */
export function tellFirstShard(step: Step, verb: Verb): boolean {
  const [first] = openShards(step);
  if (first) tell(step, first, { verb });
  return first !== undefined;
}

/**
 * To the shard that does this item, or in which this node or request is.
 * @returns whether there is one
 */
export function tellShardOf(step: Step, name: string, told: Told): boolean {
  const shard = shardOf(step, name);
  if (shard) tell(step, shard, told);
  return shard !== undefined;
}

/** `items#1[3]/x`: index 3 of the map's visit `items#1`. */
export function shardOf(step: Step, name: string): readonly [op: string, at: Operation] | undefined {
  return openShards(step).find(([, { scope, visit: from }]) => {
    const whole = scopeState(step, scope);
    const map = `${visitId(step, known(whole.parent, 'parent'))}[`;
    if (!name.startsWith(map)) return false;
    const index = Number(/^(\d+)\](?:\/|$)/.exec(name.slice(map.length))?.[1] ?? -1);
    return index >= from && index < from + sizeAt(known(whole.items, 'items'), from);
  });
}

function leave(step: Step, at: Operation): { whole: ScopeState; items: ItemsState } {
  const whole = scopeState(step, at.scope);
  const items = known(whole.items, 'items');
  const shards = known(items.shards, 'shards');
  shards.open--;
  step.state.slots -= shards.share;
  whole.live--;
  return { whole, items };
}

function goOn(step: Step, whole: ScopeState, items: ItemsState): void {
  if (whole.phase.is === 'active') fillShards(step, whole, items, known(items.shards, 'shards'));
  lookAtEnd(step, whole);
}

function sizeAt({ values, shards }: ItemsState, from: number): number {
  return Math.min(known(shards, 'shards').size, values.length - from);
}

function mapPlan(step: Step, whole: ScopeState): MapNode {
  const node = loopPlan(step, whole);
  if (node.kind !== 'map') throw new Error(`${node.name} is no map`);
  return node;
}

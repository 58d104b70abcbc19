/** Rounds (S12): what an `again` edge sets back, what it leaves, and when it begins. */
import { anyway, type Entry, type GraphNode, type Leads, reach } from './graph.ts';
import { readJoinCondition } from './join.ts';
import { liveVisits, type Node, nodeOf, type Round, type Scope, type Visit } from './state.ts';
import { release, stopVisit } from './visits.ts';

/** Its edges are open at once; what of the region still runs is withdrawn, or awaited, before the round begins. */
export function startRound(visit: Visit, target: Node, entry: Entry): void {
  const { scope } = visit.node;
  const region = setBack(target, visit.node);
  const round: Round = { entry, target, region };
  for (const earlier of scope.rounds) if (region.includes(earlier.target)) earlier.overtaken = true;
  scope.rounds.push(round);
  reopen(round);
  askAnew(round);
  if (!entry.again?.finish)
    for (const node of region) for (const active of liveVisits(node)) stopVisit(active, 'withdrawn');
  // What has been withdrawn by now resolves nothing.
  for (const node of region)
    for (const ended of node.visits) if (ended.status !== 'active') ended.settled = true;
  if (canBegin(round)) beginRound(round);
}

/** While a round is awaited nothing of its region starts, and what ends there is only recorded. */
export function isAwaitedByRound(node: Node): boolean {
  return node.scope.rounds.some(({ region }) => region.includes(node));
}

export function roundThatCanBegin({ rounds }: Scope): Round | undefined {
  return rounds.find(canBegin);
}

function canBegin({ region }: Round): boolean {
  return region.every((node) => liveVisits(node).length === 0);
}

/** Edges from inside are open again, edges from outside keep their resolution. */
function reopen({ target: { scope }, region }: Round): void {
  const inside = insideOf(scope, region);
  scope.errors = scope.errors.filter(({ visit }) => !region.includes(visit.node));
  for (const node of scope.nodes) {
    for (const edge of node.entries.keys()) if (inside(edge.from)) node.entries.set(edge, 'open');
    for (const edge of node.readings.keys()) if (inside(edge.from)) node.readings.set(edge, 'open');
  }
}

/** Of two rounds that have set back a node the later one says how it starts. */
function askAnew({ target: { scope }, region }: Round): void {
  const inside = insideOf(scope, region);
  for (const node of region) {
    delete node.forced;
    delete node.anew;
    const anew = node.graph.forward.filter(({ from }) => inside(from));
    if (anew.length > 0) node.anew = anew;
  }
}

function insideOf(scope: Scope, region: readonly Node[]): (from: string) => boolean {
  return (from) => region.includes(nodeOf(scope, from));
}

/** The target starts, whatever its join says. */
export function beginRound(round: Round): void {
  const { target, region, entry } = round;
  const { scope } = target;
  scope.rounds = scope.rounds.filter((other) => other !== round);
  for (const node of region) renew(node);
  if (!round.overtaken) target.forced = entry;
  for (const node of region) readJoinCondition(node);
}

function renew(node: Node): void {
  release(node);
  Object.assign(node, {
    phase: 'pending',
    fired: false,
    dependedOn: undefined,
    basis: [],
    cleared: false,
    arrivals: [],
    whole: undefined,
    over: undefined,
    round: node.visits.length,
  });
}

/** It is cancelled before the round has begun, as in a round that did not have to wait. */
export function leaveRounds(node: Node): void {
  for (const round of node.scope.rounds) {
    if (round.target === node) round.overtaken = true;
    round.region = round.region.filter((other) => other !== node);
  }
  renew(node);
}

/** The region, without what is left as it is. */
function setBack(target: Node, source: Node): readonly Node[] {
  const { scope } = target;
  const between = betweenOf(scope.graph.nodes, target.graph.name, source.graph.name);
  const region = reach(scope.graph.nodes, target.graph.name, withoutVariables);
  const possible = scope.nodes.filter(({ graph: { name } }) => region.has(name) || between.has(name));
  let inside = possible.filter(({ graph }) => between.has(graph.name));
  for (let size = 0; size !== inside.length; ) {
    size = inside.length;
    const sources = new Set(inside.map(({ graph }) => graph.name));
    inside = possible.filter((node) => inside.includes(node) || dependsOn(node, sources));
  }
  return inside;
}

/** Soft edges from `vars` extend the region only between target and source. */
const withoutVariables: Leads = ({ forward, readings }) => [
  ...forward.map(({ from }) => from),
  ...readings.filter(({ ofVariable }) => !ofVariable).map(({ from }) => from),
];

function betweenOf(nodes: readonly GraphNode[], target: string, source: string): ReadonlySet<string> {
  const after = reach(nodes, target, anyway);
  return new Set([...after].filter((name) => reach(nodes, name, anyway).has(source)));
}

/** A node whose last start or skip did not depend on an edge from inside is left, with what only it leads to. */
function dependsOn(node: Node, inside: ReadonlySet<string>): boolean {
  const sources = (isAwaitedByRound(node) ? undefined : node.dependedOn) ?? allBehind(node);
  return sources.some((from) => inside.has(from));
}

/** What has not started depends on all that it comes after, and on the way back that is to start it. */
function allBehind(node: Node): readonly string[] {
  const { graph, scope, forced } = node;
  const waiting = scope.rounds.filter(({ target, overtaken }) => target === node && !overtaken);
  const back = [...(forced ? [forced] : []), ...waiting.map(({ entry }) => entry)];
  return [...graph.forward, ...graph.readings, ...back].map(({ from }) => from);
}

/** `join: each` (S9, R7): a visit for every taken edge; the node resolves when all have ended. */
import type { Json } from '../../src/interpreter/json.ts';
import { addTo } from './adds.ts';
import { failuresBehind, isGuarded, resolutionOf } from './join.ts';
import { isDead, activeVisits, type Node, type Visit } from './state.ts';
import { holds } from './values.ts';
import { endUnstarted, failUnstarted } from './visits.ts';

type Step = () => void;

/** @param begin starts a visit, or says that there is no room for it now */
export function eachStep(
  node: Node,
  begin: (arrival: Node['arrivals'][number]) => Step | undefined,
): Step | undefined {
  if (node.over) return activeVisits(node).length > 0 ? undefined : () => endWithdrawn(node);
  const readings = [...node.readings.values()];
  const open = node.graph.forward.some((entry) => resolutionOf(node, entry) === 'open');
  const started = node.visits.length > node.round;
  if (isGuarded(node) && !started) return () => skip(node, []);
  if (readings.includes('open')) return undefined;
  if (readings.some(isDead)) return open ? undefined : () => skip(node, failuresBehind(node));
  const [arrival] = node.arrivals;
  if (arrival) return arrival.goes ? begin(arrival) : () => readCondition(node, arrival);
  if (open || activeVisits(node).length > 0) return undefined;
  return started ? () => conclude(node) : () => skip(node, failuresBehind(node));
}

function skip(node: Node, failures: readonly Node[]): void {
  node.arrivals = [];
  endUnstarted(node, { kind: 'skipped', failures });
}

/** `when` is read for each edge. */
function readCondition(node: Node, arrival: Node['arrivals'][number]): void {
  const condition = holds(node.scope, node.graph.document.when ?? true, { edge: arrival.edge });
  if (condition.ok && condition.value) {
    arrival.goes = true;
    return;
  }
  node.arrivals = node.arrivals.filter((other) => other !== arrival);
  if (!condition.ok) failUnstarted(node, { type: 'expression', title: condition.title, retryable: false });
}

/** The outputs in the order of the visits; a failed visit fails the node, the first by number. */
function conclude(node: Node): void {
  const visits = node.visits.slice(node.round);
  const last = visits.at(-1);
  if (!last) throw new Error('nothing was started');
  const failed = visits.find(({ status }) => status === 'failed');
  const output: readonly Json[] = visits
    .filter(({ status }) => status === 'succeeded')
    .map((visit) => visit.output ?? null);
  const { outcome: _, ...rest } = last;
  const whole: Visit = { ...rest, status: 'succeeded', output, settled: false };
  if (failed?.error) Object.assign(whole, { status: 'failed', output: undefined, error: failed.error });
  else for (const visit of visits) if (visit.status === 'succeeded') addTo(node.scope, undefined, visit.adds);
  node.phase = 'resolved';
  node.whole = whole;
  node.scope.run.resolved.push(whole);
}

function endWithdrawn(node: Node): void {
  const last = node.visits.at(-1);
  if (!last) throw new Error('nothing was started');
  node.phase = 'resolved';
  node.scope.run.resolved.push({ ...last, status: 'withdrawn', settled: false });
}

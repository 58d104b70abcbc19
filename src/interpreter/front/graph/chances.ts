/**
 * When the nodes of a scope run, as conditions over the outcomes and conditions in it (settled 19). Owns what counts
 * as a choice; failures do not, nor outcomes that lead only to `again`.
 */
import type { Expression } from '../../plan.ts';
import type { EntryModel, NodeModel } from '../model.ts';
import { type Chance, type Choices, createChoices } from './choices.ts';
import { possibleCauses } from './closers.ts';
import type { Link, ScopeGraph } from './link.ts';

export interface Chances {
  readonly choices: Choices;
  /** By node: the node runs. */
  readonly runs: readonly Chance[];
  /** By node: its join lets it start, references and its own `when` left aside. */
  readonly joins: readonly Chance[];
}

const budget = 200_000;

/** What runs when nothing fails and no loop goes round. @param graph without a cycle */
export function chances(graph: ScopeGraph): Chances {
  return weigh(graph, false);
}

/** What can run at all: anything may fail, be skipped with a failure, and be started by a round. */
export function possibilities(graph: ScopeGraph): Chances {
  return weigh(graph, true);
}

interface Weighing {
  readonly choices: Choices;
  readonly runs: Chance[];
  readonly decisions: readonly Decision[];
  /** The variable of each node's outcome. */
  readonly numbers: Map<number, number>;
  readonly variable: () => number;
  readonly atAll: boolean;
}

function weigh(graph: ScopeGraph, atAll: boolean): Chances {
  const { scope, links, order } = graph;
  const choices = createChoices(budget);
  const runs: Chance[] = scope.nodes.map(() => choices.never);
  const joins: Chance[] = scope.nodes.map(() => choices.never);
  const incoming: Link[][] = scope.nodes.map(() => []);
  const outgoing: Link[][] = scope.nodes.map(() => []);
  for (const edge of links) {
    incoming[edge.to]?.push(edge);
    outgoing[edge.from]?.push(edge);
  }
  const decisions = scope.nodes.map((node, index) => decisionOf(node, outgoing[index] ?? [], atAll));
  const weighing: Weighing = { choices, runs, decisions, numbers: new Map(), variable: counter(), atAll };
  for (const index of order) {
    const node = scope.nodes[index];
    if (!node) continue;
    weighing.numbers.set(index, weighing.variable());
    const edges = incoming[index] ?? [];
    joins[index] = joinOf(node, edges, weighing);
    const required = edges.flatMap((edge) => (edge.kind === 'required' ? [satisfied(edge, weighing)] : []));
    const unguarded = node.guards.length > 0 ? free(weighing) : choices.always;
    runs[index] = choices.and([joins[index], holds(node.texts.when, weighing), unguarded, ...required]);
  }
  return { choices, runs, joins };
}

/** A choice that nothing else depends on. */
function free({ choices, variable }: Weighing): Chance {
  return choices.when(variable(), 2, (which) => which === 1);
}

function holds(condition: Expression | undefined, weighing: Weighing): Chance {
  if (!condition) return weighing.choices.always;
  return condition.cel === 'false' ? weighing.choices.never : free(weighing);
}

/**
 * The latest choice is asked first: what is joined again behind it falls together at once, and a row of conditions
 * grows by one diagram each.
 */
function counter(): () => number {
  let count = 0;
  return () => --count;
}

/** The outcomes that count; `undefined` stands for "none of them" of a switch. */
type Decision = readonly (string | undefined)[];

function decisionOf(node: NodeModel, outgoing: readonly Link[], atAll: boolean): Decision {
  const entries = outgoing.flatMap((edge) =>
    'entry' in edge && edge.kind !== 'unless' && edge.entry.on.includes('success') ? [edge.entry] : [],
  );
  const repeats = (outcome: string): boolean => {
    const back = entries.filter((entry) => entry.again !== undefined && entry.outcome === outcome);
    const on = entries.some((entry) => entry.again === undefined && entry.outcome === outcome);
    return back.some((entry) => entry.when === undefined) || (back.length > 0 && !on);
  };
  const outcomes: (string | undefined)[] = node.outcomes.filter((outcome) => atAll || !repeats(outcome));
  const { fields } = node.texts;
  const open = fields?.kind === 'switch' && !fields.cases.some(([, condition]) => condition === true);
  return open ? [...outcomes, undefined] : outcomes;
}

function joinOf(node: NodeModel, edges: readonly Link[], weighing: Weighing): Chance {
  const { choices, atAll } = weighing;
  const forward = edges.flatMap((edge) => (edge.kind === 'forward' ? [taken(edge, weighing)] : []));
  const chance = joined(node, forward, choices);
  // The target of a round starts without being joined.
  const again = atAll && node.entries.some((entry) => entry.again !== undefined);
  return again ? choices.or([chance, free(weighing)]) : chance;
}

function taken({ from, entry }: Extract<Link, { entry: EntryModel }>, weighing: Weighing): Chance {
  const { choices, runs, decisions, numbers, atAll } = weighing;
  const on = atAll ? possibleCauses(entry) : entry.on;
  const ways: Chance[] = [];
  if (on.includes('success')) {
    const chosen = chosenBy(entry.outcome, decisions[from] ?? [], numbers.get(from) ?? 0, choices);
    ways.push(choices.and([runs[from], chosen]));
  }
  if (on.includes('skipped')) ways.push(choices.not(runs[from]));
  if (atAll && on.some((cause) => cause !== 'success')) ways.push(free(weighing));
  return choices.and([choices.or(ways), holds(entry.when, weighing)]);
}

/** Without an outcome an entry takes each of them, but not "none". */
function chosenBy(outcome: string | undefined, decision: Decision, number: number, choices: Choices): Chance {
  if (decision.length === 0) return outcome === undefined ? choices.always : choices.never;
  return choices.when(number, decision.length, (which) =>
    outcome === undefined ? decision[which] !== undefined : decision[which] === outcome,
  );
}

function joined(node: NodeModel, forward: readonly Chance[], choices: Choices): Chance {
  if (forward.length === 0 || node.document.kind === 'broken') return choices.always;
  const join = node.document.join ?? 'live';
  if (join === 'all') return choices.and(forward);
  if (typeof join !== 'object') return choices.or(forward);
  // What an expression over counts asks for is not told from its text.
  return 'count' in join ? choices.atLeast(join.count, forward) : undefined;
}

function satisfied(edge: Extract<Link, { kind: 'required' }>, { choices, runs, atAll }: Weighing): Chance {
  switch (edge.needs) {
    case 'success':
      return runs[edge.from];
    case 'error':
      return atAll ? choices.always : choices.never;
    case 'result':
      return choices.always;
  }
}

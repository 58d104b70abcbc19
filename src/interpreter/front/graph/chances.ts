/**
 * When the nodes of a scope run, as conditions over the outcomes and conditions in it (settled 19). Owns what counts
 * as a choice; failures do not, nor outcomes that lead only to `again`.
 */
import type { EntryModel, NodeModel } from '../model.ts';
import { type Chance, type Choices, createChoices } from './choices.ts';
import type { Link, ScopeGraph } from './link.ts';

export interface Chances {
  readonly choices: Choices;
  /** By node: the node runs. */
  readonly runs: readonly Chance[];
  /** By node: its join lets it start, references and its own `when` left aside. */
  readonly joins: readonly Chance[];
}

const budget = 200_000;

/** @param graph without a cycle */
export function chances(graph: ScopeGraph): Chances {
  const { scope, links, order } = graph;
  const choices = createChoices(budget);
  const runs: Chance[] = scope.nodes.map(() => choices.never);
  const joins: Chance[] = scope.nodes.map(() => choices.never);
  const variable = counter();
  const incoming: Link[][] = scope.nodes.map(() => []);
  const outgoing: Link[][] = scope.nodes.map(() => []);
  for (const edge of links) {
    incoming[edge.to]?.push(edge);
    outgoing[edge.from]?.push(edge);
  }
  const decisions = scope.nodes.map((node, index) => decisionOf(node, outgoing[index] ?? []));
  const numbers = new Map<number, number>();
  for (const index of order) {
    const node = scope.nodes[index];
    if (!node) continue;
    numbers.set(index, variable());
    const edges = incoming[index] ?? [];
    const forward = edges.flatMap((edge) =>
      edge.kind === 'forward' ? [taken(edge, choices, runs, decisions, numbers, variable)] : [],
    );
    joins[index] = joined(node, forward, choices);
    const required = edges.flatMap((edge) =>
      edge.kind === 'required' ? [satisfied(edge, choices, runs)] : [],
    );
    const free = (): Chance => choices.when(variable(), 2, (which) => which === 1);
    const own = node.texts.when ? free() : choices.always;
    const unguarded = node.guards.length > 0 ? free() : choices.always;
    runs[index] = choices.and([joins[index], own, unguarded, ...required]);
  }
  return { choices, runs, joins };
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

function decisionOf(node: NodeModel, outgoing: readonly Link[]): Decision {
  const entries = outgoing.flatMap((edge) =>
    'entry' in edge && edge.kind !== 'unless' && edge.entry.on.includes('success') ? [edge.entry] : [],
  );
  const repeats = (outcome: string): boolean => {
    const back = entries.filter((entry) => entry.again !== undefined && entry.outcome === outcome);
    const on = entries.some((entry) => entry.again === undefined && entry.outcome === outcome);
    return back.some((entry) => entry.when === undefined) || (back.length > 0 && !on);
  };
  const outcomes: (string | undefined)[] = node.outcomes.filter((outcome) => !repeats(outcome));
  const { fields } = node.texts;
  const open = fields?.kind === 'switch' && !fields.cases.some(([, condition]) => condition === true);
  return open ? [...outcomes, undefined] : outcomes;
}

function taken(
  { from, entry }: Extract<Link, { entry: EntryModel }>,
  choices: Choices,
  runs: readonly Chance[],
  decisions: readonly Decision[],
  numbers: ReadonlyMap<number, number>,
  variable: () => number,
): Chance {
  const ways: Chance[] = [];
  if (entry.on.includes('success')) {
    const chosen = chosenBy(entry.outcome, decisions[from] ?? [], numbers.get(from) ?? 0, choices);
    ways.push(choices.and([runs[from], chosen]));
  }
  if (entry.on.includes('skipped')) ways.push(choices.not(runs[from]));
  const matched = choices.or(ways);
  return entry.when ? choices.and([matched, choices.when(variable(), 2, (which) => which === 1)]) : matched;
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

function satisfied(
  edge: Extract<Link, { kind: 'required' }>,
  choices: Choices,
  runs: readonly Chance[],
): Chance {
  switch (edge.needs) {
    case 'success':
      return runs[edge.from];
    case 'error':
      return choices.never;
    case 'result':
      return choices.always;
  }
}

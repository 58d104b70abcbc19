/**
 * `phases`: ordered work with classes, written out as nodes and edges. Owns how the parts are put together.
 *
 * P1. A phase is a node of its name; beside it stand at most its choice (`x_next`) and its refusal (`x_refused`).
 * P2. Generated names are never those of phases: that is a fault.
 */
import { isObject, type Json, type JsonObject } from '../../json.ts';
import { type Flow, flowOf } from './choice.ts';
import { type Entry, entryOf, withClassification } from './entry.ts';
import { type Phase, readPhases, theEnd, type Way } from './phase.ts';
import type { Sugar } from './spot.ts';

/** The definition without `phases` and `classify`. */
export function expandPhases(definition: JsonObject, sugar: Sugar): JsonObject {
  const { phases: written, classify, ...rest } = definition;
  if (Object.hasOwn(rest, 'nodes')) {
    const hint = 'Write all work under one of them; a phase can be a block: `do: { … }`.';
    sugar.report('OST213', { path: ['nodes'], mark: 'key' }, 'A definition has `nodes` or `phases`.', hint);
  }
  const phases = readPhases(written, sugar);
  const back = waysBack(phases);
  const flows = phases.map((phase) => ({ phase, flow: flowOf(phase, back(phase), sugar) }));
  const entry = entryOf(phases, classify, sugar);
  return {
    ...rest,
    ...(entry.classes.length > 0 && { input: withClassification(rest.input, entry.classes) }),
    nodes: assemble(flows, entry, sugar),
    ...(!Object.hasOwn(rest, 'output') && { output: outputOf(phases) }),
  };
}

interface PhaseFlow {
  readonly phase: Phase;
  readonly flow: Flow;
}

function assemble(flows: readonly PhaseFlow[], entry: Entry, sugar: Sugar): JsonObject {
  const after = new Map<string, Json[]>();
  const add = ([to, from]: readonly [string, Json]): void =>
    void after.set(to, [...(after.get(to) ?? []), from]);
  entry.entries.forEach(add);
  for (const { flow } of flows) flow.entries.forEach(add);
  const nodes = new Map<string, Json>(Object.entries(entry.nodes));
  for (const { phase, flow } of flows) {
    const { name, spot } = phase;
    const before = after.get(name);
    if (!before && name !== flows[0]?.phase.name) tellUnreached(phase, sugar);
    sugar.moved([...spot.at, 'after'], spot.from);
    nodes.set(name, before ? { ...flow.work, after: before } : flow.work);
    for (const [generated, node] of Object.entries(flow.nodes)) nodes.set(generated, node);
  }
  const ends = after.get(theEnd);
  if (ends) nodes.set('done', { after: ends, end: null });
  tellTaken(flows, [...Object.keys(entry.nodes), ...(ends ? ['done'] : [])], sugar);
  return Object.fromEntries(nodes);
}

function tellUnreached({ name, spot }: Phase, { report }: Sugar): void {
  const hint = 'Name it in the `next` of another phase, or give it a `classification`.';
  report('OST312', { path: spot.from, mark: 'key' }, `Nothing leads to the phase \`${name}\`.`, hint);
}

/** P2. */
function tellTaken(flows: readonly PhaseFlow[], others: readonly string[], { report }: Sugar): void {
  const generated = new Set([theEnd, ...others, ...flows.flatMap(({ flow }) => Object.keys(flow.nodes))]);
  for (const { phase } of flows) {
    if (!generated.has(phase.name)) continue;
    const place = { path: phase.spot.from, mark: 'key' } as const;
    report(
      'OST207',
      place,
      `\`${phase.name}\` is taken: \`phases\` makes a node of this name.`,
      'Rename the phase.',
    );
  }
}

/** Whether a way leads back to a phase from which its own can be reached over ways to later phases. */
function waysBack(phases: readonly Phase[]): (from: Phase) => (way: Way) => boolean {
  const places = new Map(phases.map(({ name }, index) => [name, index]));
  const indexOf = (name: string): number => places.get(name) ?? phases.length;
  const reach: ReadonlySet<number>[] = [];
  for (let index = phases.length - 1; index >= 0; index--) {
    const later = phases[index]?.next.ways.map(({ to }) => indexOf(to)).filter((to) => to > index) ?? [];
    reach[index] = new Set([index, ...later.flatMap((to) => [...(reach[to] ?? [])])]);
  }
  return (from) => (way) => reach[indexOf(way.to)]?.has(indexOf(from.name)) ?? false;
}

/** The outputs of the phases that ran. */
function outputOf(phases: readonly Phase[]): JsonObject {
  return Object.fromEntries(phases.map(({ name }) => [name, `\${ nodes.?${name}.?output }`]));
}

/** Whether there are phases to write out. */
export function hasPhases(definition: Json): definition is JsonObject {
  return isObject(definition) && Object.hasOwn(definition, 'phases');
}

/**
 * What comes after each phase, as nodes and edges. Owns the choice and its refusal.
 *
 * C1. One way needs no choice. Of several the outcome chooses, else the first true condition, else the field `next` of
 *     the result; a choice that is none of the ways fails the run with the type `classification`.
 * C2. A way to an earlier phase from which this one can be reached is a way back and says how often (`again`).
 */
import { isObject, type Json, type JsonObject } from '../../json.ts';
import { type Phase, theEnd, type Way } from './phase.ts';
import type { Sugar } from './spot.ts';

export interface Flow {
  /** What stands beside a phase and after it: its choice, and the refusal. */
  readonly nodes: Readonly<Record<string, JsonObject>>;
  /** The phase itself, with what the choice asks of it. */
  readonly work: JsonObject;
  /** Entries of `after`, by the phase to which they lead. */
  readonly entries: readonly (readonly [to: string, entry: Json])[];
}

/** @param isBack of C2 */
export function flowOf(phase: Phase, isBack: (way: Way) => boolean, sugar: Sugar): Flow {
  const { name, node, next } = phase;
  for (const way of next.ways) if (isBack(way)) checkBack(way, sugar);
  if (next.ways.some(({ when }) => when !== undefined)) return byCondition(phase, sugar);
  const outcomes = outcomesOf(node);
  if (outcomes && (next.declared || next.ways.length > 0)) return byOutcome(phase, outcomes, node, sugar);
  if (next.ways.length > 1) {
    const names = next.ways.map(({ to }) => to);
    if (Object.hasOwn(node, 'human')) return byOutcome(phase, names, { ...node, outcomes: names }, sugar);
    return byResult(phase, sugar);
  }
  return { nodes: {}, work: node, entries: next.ways.map((way) => [way.to, entry(name, way)]) };
}

function checkBack({ to, from, again }: Way, { report }: Sugar): void {
  if (again !== undefined) return;
  const hint = `Say how often: \`{ phase: ${to}, again: 3 }\`.`;
  report('OST303', { path: from }, `\`${to}\` comes before this phase, so this is a way back.`, hint);
}

/** Nothing for a kind without outcomes, and for a person who was given none. */
function outcomesOf(node: JsonObject): readonly string[] | undefined {
  if (isObject(node.switch)) return Object.keys(node.switch);
  const { human, outcomes } = node;
  if (human === undefined || !Array.isArray(outcomes)) return undefined;
  return outcomes.filter((outcome) => typeof outcome === 'string');
}

function entry(node: string, { again }: Way, outcome?: string): Json {
  if (outcome === undefined && again === undefined) return node;
  return { node, ...(outcome !== undefined && { outcome }), ...(again !== undefined && { again }) };
}

function byOutcome(
  { name, spot, next }: Phase,
  outcomes: readonly string[],
  work: JsonObject,
  { report, moved }: Sugar,
): Flow {
  const ways = next.ways.map(({ to }) => to);
  const listed = ways.join(', ') || 'nothing';
  outcomes.forEach((outcome, index) => {
    if (ways.includes(outcome)) return;
    const path = [
      ...spot.from,
      ...(Object.hasOwn(work, 'switch') ? ['switch', outcome] : ['outcomes', index]),
    ];
    const hint =
      'Name outcomes as the phases they lead to, or write `next` with conditions: `next: { draft: condition }`.';
    report('OST302', { path }, `After \`${name}\` may come ${listed}, and not \`${outcome}\`.`, hint);
  });
  const possible = next.ways.filter(({ to, from }) => {
    if (outcomes.includes(to)) return true;
    report(
      'OST302',
      { path: from },
      `\`${name}\` has no outcome \`${to}\`.`,
      `Its outcomes are ${outcomes.join(', ')}.`,
    );
    return false;
  });
  const entries = possible.map((way) => [way.to, entry(name, way, way.to)] as const);
  if (!isObject(work.switch) || Object.values(work.switch).includes(true))
    return { nodes: {}, work, entries };
  const refused = `${name}_refused`;
  moved(['nodes', refused], next.from);
  return {
    nodes: { [refused]: refuse(name, `After ${name} may come ${listed}, and no condition is true`) },
    work: { ...work, switch: { ...work.switch, [refusal]: true } },
    entries,
  };
}

const refusal = 'not-allowed';

function byCondition(phase: Phase, sugar: Sugar): Flow {
  const { node, next } = phase;
  const cases = next.ways.map(({ to, when }) => [to, when ?? true] as const);
  const open = cases.every(([, when]) => when !== true);
  const reason = 'and no condition is true';
  return choosing(phase, node, Object.fromEntries(cases), open ? { when: true, reason } : undefined, sugar);
}

/** An agent is told what it can choose, and asked again when it answers something else. */
function byResult(phase: Phase, sugar: Sugar): Flow {
  const { name, node, next } = phase;
  const names = next.ways.map(({ to }) => to);
  const asked = Object.hasOwn(node, 'agent') && !Object.hasOwn(node, 'returns');
  const work = asked ? { ...node, returns: choosingSchema('next', names) } : node;
  const choice = `default(${fieldOf(name, node, 'next')}, null)`;
  const cases = Object.fromEntries(names.map((to) => [to, `${choice} == ${JSON.stringify(to)}`]));
  return choosing(phase, work, cases, { when: true, reason: `and not \${ json(${choice}) }` }, sugar);
}

/** The field of a result; programs have it in `data`. */
export function fieldOf(name: string, node: JsonObject, field: string): string {
  return `nodes.?${name}.?output.${Object.hasOwn(node, 'run') ? 'data.' : ''}${field}`;
}

export function choosingSchema(field: string, values: readonly string[]): JsonObject {
  return {
    type: 'object',
    required: [field],
    properties: { [field]: { type: 'string', enum: values } },
    additionalProperties: true,
  };
}

function choosing(
  { name, next }: Phase,
  work: JsonObject,
  cases: JsonObject,
  refused: { readonly when: Json; readonly reason: string } | undefined,
  sugar: Sugar,
): Flow {
  const chooser = `${name}_next`;
  const nodes: Record<string, JsonObject> = {
    [chooser]: { after: name, switch: { ...cases, ...(refused && { [refusal]: refused.when }) } },
  };
  if (refused) {
    const ways = next.ways.map(({ to }) => (to === theEnd ? 'the end' : to)).join(', ');
    nodes[`${name}_refused`] = refuse(chooser, `After ${name} may come ${ways}, ${refused.reason}`);
  }
  for (const generated of Object.keys(nodes)) sugar.moved(['nodes', generated], next.from);
  for (const { to, from } of next.ways) sugar.moved(['nodes', chooser, 'switch', to], from);
  return { nodes, work, entries: next.ways.map((way) => [way.to, entry(chooser, way, way.to)]) };
}

/** Fails the run where a switch came to no phase. */
export function refuse(chooser: string, title: string): JsonObject {
  return { after: `${chooser}.${refusal}`, fail: { type: 'classification', title } };
}

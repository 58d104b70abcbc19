/** Reads `phases`: the work of each, its classes and what may come next. Owns the keys that only phases have. */
import { isObject, type Json, type JsonObject } from '../../json.ts';
import { suggest } from '../../suggest.ts';
import { maxPhases } from '../limits.ts';
import type { Path } from '../path.ts';
import { expandNode, namedItems, type Item } from './nodes.ts';
import { inside, type Spot, type Sugar } from './spot.ts';

export interface Phase {
  readonly name: string;
  /** The work, without the keys of phases. */
  readonly node: JsonObject;
  readonly spot: Spot;
  /** Classes of the submissions that begin here. */
  readonly classes: readonly string[];
  readonly next: Next;
}

export interface Next {
  /** Where it is written; of one that is not, the phase. */
  readonly from: Path;
  readonly declared: boolean;
  readonly ways: readonly Way[];
}

export interface Way {
  /** A phase, or `end`. */
  readonly to: string;
  readonly from: Path;
  /** Chosen by the first true condition instead of by the result. */
  readonly when?: Json;
  /** Of a way back: how often. */
  readonly again?: Json;
}

/** The word that ends the run. */
export const theEnd = 'end';

/** In the order of the text. What is no phase is told and left out. */
export function readPhases(value: Json | undefined, sugar: Sugar): readonly Phase[] {
  const items = itemsOf(value ?? null, { at: ['nodes'], from: ['phases'] }, sugar);
  if (items.length > maxPhases) {
    const message = `There are ${items.length} phases; at most ${maxPhases} are possible.`;
    sugar.report('OST502', { path: ['phases'], mark: 'key' }, message, 'Split the definition.');
    return [];
  }
  const names = items.map(({ name }) => name);
  return items.flatMap((item, index) => readPhase(item, names, names[index + 1], sugar));
}

function itemsOf(value: Json, spot: Spot, sugar: Sugar): readonly Item[] {
  if (Array.isArray(value)) return namedItems(value, spot, '', sugar);
  if (isObject(value)) {
    return Object.entries(value).map(([name, node]) => {
      sugar.moved([...spot.at, name], [...spot.from, name]);
      return { name, node, spot: inside(spot, name) };
    });
  }
  const hint = 'Each phase stands below under its name, indented: `draft: { agent: {}, prompt: … }`.';
  sugar.report('OST201', { path: spot.from }, '`phases` is a mapping of phases, or a list.', hint);
  return [];
}

function readPhase(
  { name, node, spot }: Item,
  names: readonly string[],
  following: string | undefined,
  sugar: Sugar,
): Phase[] {
  if (!isObject(node)) {
    sugar.report('OST201', { path: spot.from }, 'A phase is a mapping with the kind key of its work.');
    return [];
  }
  const { classification, next, ...rest } = node;
  if (Object.hasOwn(rest, 'after')) {
    const place = { path: [...spot.from, 'after'], mark: 'key' } as const;
    sugar.report(
      'OST202',
      place,
      '`after` is no key of a phase.',
      'What comes next is `next`, at the phase before.',
    );
  }
  const work = expandNode(rest, spot, name, sugar);
  return [
    {
      name,
      node: isObject(work) ? work : rest,
      spot,
      classes: readClasses(classification, [...spot.from, 'classification'], sugar),
      next: readNext(next, spot.from, names, following, sugar),
    },
  ];
}

function readClasses(value: Json | undefined, path: Path, { report }: Sugar): readonly string[] {
  const list: readonly Json[] = value === undefined ? [] : Array.isArray(value) ? value : [value];
  return list.filter((item): item is string => {
    if (typeof item === 'string' && item !== '' && !item.includes('${')) return true;
    report('OST201', { path }, 'A classification is a plain text, or a list of them.');
    return false;
  });
}

function readNext(
  value: Json | undefined,
  phase: Path,
  names: readonly string[],
  following: string | undefined,
  sugar: Sugar,
): Next {
  const from = [...phase, 'next'];
  if (value === undefined)
    return {
      from: phase,
      declared: false,
      ways: following === undefined ? [] : [{ to: following, from: phase }],
    };
  const seen = new Set<string>();
  const ways = waysOf(value, from, sugar).filter(
    (way) => isPhase(way, names, sugar) && isNew(way, seen, sugar),
  );
  return { from, declared: true, ways };
}

function waysOf(value: Json, from: Path, sugar: Sugar): readonly Way[] {
  if (Array.isArray(value)) return value.flatMap((item: Json, index) => wayOf(item, [...from, index], sugar));
  if (isObject(value) && !Object.hasOwn(value, 'phase'))
    return Object.entries(value).map(([to, rule]) => ruleOf(to, rule, [...from, to]));
  return wayOf(value, from, sugar);
}

/** `draft`, or `{ phase: draft, again: 3 }`. */
function wayOf(value: Json, from: Path, { report }: Sugar): Way[] {
  if (typeof value === 'string') return [{ to: value, from }];
  const { phase, again, ...others } = isObject(value) ? value : {};
  if (typeof phase === 'string' && Object.keys(others).length === 0)
    return [{ to: phase, from, ...(again !== undefined && { again }) }];
  const hint = 'Write its name, or `{ phase: draft, again: 3 }` for a way back.';
  report('OST201', { path: from }, 'What comes next is a phase.', hint);
  return [];
}

/** `draft: condition`, or `draft: { when: condition, again: 3 }`. */
function ruleOf(to: string, rule: Json, from: Path): Way {
  if (!isObject(rule)) return { to, from, when: rule };
  const { when = true, again } = rule;
  return { to, from: [...from, 'when'], when, ...(again !== undefined && { again }) };
}

function isPhase({ to, from }: Way, names: readonly string[], { report }: Sugar): boolean {
  if (to === theEnd || names.includes(to)) return true;
  const hint = (): string => {
    const near = suggest(to, names);
    if (near !== undefined) return `Did you mean \`${near}\`?`;
    return `The phases are ${names.slice(0, 12).join(', ')}; \`end\` ends the run.`;
  };
  report('OST301', { path: from }, `There is no phase \`${to}\`.`, hint);
  return false;
}

function isNew({ to, from }: Way, seen: Set<string>, { report }: Sugar): boolean {
  if (seen.size < seen.add(to).size) return true;
  report('OST213', { path: from }, `\`${to}\` is listed twice.`, 'Leave one out.');
  return false;
}

/**
 * Nodes wherever they may stand: lists of nodes in order become mappings, and each node is written out. Owns the walk
 * and the names of nodes that were given none.
 *
 * N1. A list is a mapping whose items follow each other: an item without an `after` comes after the one before it.
 * N2. The name of an unnamed item is made of the block's name, its kind and its place: `run_2`, `pack_run_2`.
 */
import { isObject, type Json, type JsonObject } from '../../json.ts';
import { inside, moved, type Spot, type Sugar } from './spot.ts';
import { isKindWord, writeOutTool } from './tool-words.ts';

/** @param owner name of the block that holds the nodes; empty at the top */
export function expandNodes(nodes: Json, spot: Spot, owner: string, sugar: Sugar): Json {
  if (Array.isArray(nodes)) return inOrder(namedItems(nodes, spot, owner, sugar), sugar);
  if (!isObject(nodes)) return nodes;
  return Object.fromEntries(
    Object.entries(nodes).map(([name, node]) => [name, expandNode(node, inside(spot, name), name, sugar)]),
  );
}

/** A node of a list with the name that it has or gets. */
export interface Item {
  readonly name: string;
  readonly node: Json;
  readonly spot: Spot;
}

/** The items of a list, not written out yet. A name that comes twice is told and left out. */
export function namedItems(list: readonly Json[], spot: Spot, owner: string, sugar: Sugar): readonly Item[] {
  const items = new Map<string, Item>();
  list.forEach((item, index) => {
    const named = readItem(item, index, spot, owner, sugar);
    if (items.has(named.name)) tellTwice(named, sugar);
    else items.set(named.name, named);
  });
  return [...items.values()];
}

function readItem(item: Json, index: number, spot: Spot, owner: string, sugar: Sugar): Item {
  const [key, ...others] = isObject(item) ? Object.keys(item) : [];
  if (isObject(item) && key !== undefined && others.length === 0 && !isKindWord(key, sugar))
    return { name: key, node: item[key] ?? null, spot: moved(spot, [key], [index, key], sugar) };
  const name = `${owner === '' ? '' : `${owner}_`}${kindWord(item, sugar)}_${index + 1}`;
  return { name, node: item, spot: moved(spot, [name], [index], sugar) };
}

function kindWord(item: Json, sugar: Sugar): string {
  const word = isObject(item) ? Object.keys(item).find((key) => isKindWord(key, sugar)) : undefined;
  if (word === undefined) return 'node';
  return /^[a-z]+$/.test(word) && word !== 'component' && word !== 'action' ? word : 'tool';
}

function tellTwice({ name, spot }: Item, { report }: Sugar): void {
  const hint = 'Rename one of the two.';
  report('OST102', { path: spot.from, mark: 'key' }, `There are two nodes \`${name}\` in this list.`, hint);
}

/** N1. */
function inOrder(items: readonly Item[], sugar: Sugar): JsonObject {
  return Object.fromEntries(
    items.map(({ name, node, spot }, index) => {
      const before = items[index - 1]?.name;
      const written = expandNode(node, spot, name, sugar);
      const follows = before !== undefined && isObject(written) && !Object.hasOwn(written, 'after');
      return [name, follows ? { ...written, after: before } : written];
    }),
  );
}

/** Keys that hold nodes, and keys that hold one. */
const blocks = ['do', 'nodes'] as const;
const singles = ['compensate', 'finally'] as const;

/** The node without shorthands; the same value when there are none. */
export function expandNode(node: Json, spot: Spot, name: string, sugar: Sugar): Json {
  if (!isObject(node)) return node;
  const plain = writeOutTool(node, spot, sugar);
  const written: Record<string, Json> = {};
  for (const key of blocks) {
    const inner = ownValue(plain, key);
    if (inner !== undefined) written[key] = expandNodes(inner, inside(spot, key), name, sugar);
  }
  for (const key of singles) {
    const inner = ownValue(plain, key);
    if (inner !== undefined) written[key] = expandNode(inner, inside(spot, key), `${name}_${key}`, sugar);
  }
  return Object.keys(written).length === 0 ? plain : { ...plain, ...written };
}

function ownValue(node: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(node, key) ? node[key] : undefined;
}

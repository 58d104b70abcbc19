/** Spoils trees and texts: what was valid is nearly so. */
import { isObject, type Json } from '../../src/interpreter/json.ts';
import type { Random } from './random.ts';

const junk: readonly [Json, ...Json[]] = [
  null,
  true,
  0,
  -1,
  1e300,
  '',
  'a',
  'run',
  '${',
  '${ nodes }',
  '${ input.x }',
  '__proto__',
  [],
  {},
  [[]],
  { a: null },
  { constructor: 1 },
  '\uD800',
  '5',
  '5s',
  ['a', 'b'],
  { node: 'a' },
  'a.b.c',
  '*',
  '0x10',
  'yes',
];
const keys: readonly [string, ...string[]] = [
  'after',
  'when',
  'join',
  'run',
  'let',
  'do',
  'nodes',
  'retry',
  'constructor',
  'toString',
  'x y',
  '',
  'again',
  'output',
  'steps',
  'finally',
  'compensate',
  'unless',
  'hasOwnProperty',
  '0',
  'map',
  'lock',
];

/** One place of the tree is replaced, left out, or has another key beside it. */
export function spoilTree(random: Random, tree: Json): Json {
  if (random.chance(0.25)) return replaced(random, tree);
  if (Array.isArray(tree) && tree.length > 0) {
    const at = random.below(tree.length);
    return tree.map((item: Json, index) => (index === at ? spoilTree(random, item) : item));
  }
  if (!isObject(tree)) return replaced(random, tree);
  const names = Object.keys(tree);
  const at = names[random.below(names.length)];
  if (at === undefined) return replaced(random, tree);
  const { [at]: chosen = null, ...others } = tree;
  const way = random.below(10);
  if (way === 0) return others;
  if (way === 1) return { ...others, [random.pick(keys)]: chosen };
  if (way === 2) return { ...tree, [random.pick(keys)]: random.pick(junk) };
  return Object.fromEntries(
    names.map((name) => [name, name === at ? spoilTree(random, chosen) : (tree[name] ?? null)]),
  );
}

function replaced(random: Random, tree: Json): Json {
  return random.chance(0.8) ? random.pick(junk) : [tree];
}

const pieces: readonly [string, ...string[]] = [
  '',
  '\n',
  '  ',
  '\t',
  '${',
  '}',
  '{',
  '[',
  ']',
  ':',
  ': ',
  '- ',
  '#',
  ' #',
  '!',
  '!!',
  '&a ',
  '*a',
  "'",
  '"',
  '|',
  '>',
  '%',
  '---\n',
  '...\n',
  '? ',
  '<<: ',
  '\u0000',
  '\uD83D',
  '\uFEFF',
  '\r\n',
  '__proto__',
  '1e999',
  '0777',
  '{{',
  'nodes.',
  '\\u',
];

/** A piece is cut out, doubled, moved, put in, or comes from another text. */
export function spoilText(random: Random, text: string, other: string): string {
  const from = random.below(text.length + 1);
  const to = Math.min(text.length, from + random.below(random.pick([2, 10, 80])));
  const piece = text.slice(from, to);
  switch (random.below(5)) {
    case 0:
      return text.slice(0, from) + text.slice(to);
    case 1:
      return text.slice(0, to) + piece + text.slice(to);
    case 2: {
      const at = random.below(other.length + 1);
      return text.slice(0, from) + other.slice(at, at + random.below(120)) + text.slice(to);
    }
    case 3:
      return text.slice(0, from) + String.fromCharCode(random.below(0x250)) + text.slice(from + 1);
    default:
      return text.slice(0, from) + random.pick(pieces) + text.slice(random.chance(0.5) ? to : from);
  }
}

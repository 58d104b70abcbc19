/** Random expressions over the names that are there: careful ones fit nearly always, wild ones sometimes. */
import { library } from '../../src/interpreter/expression/functions/index.ts';
import type { Random } from './random.ts';

/** What a random text can name. */
export interface Names {
  /** Nodes of the scope that stand before, or of scopes around. */
  readonly nodes: readonly string[];
  readonly locals: readonly string[];
  readonly wild: boolean;
}

const literals = [
  '1',
  '2.5',
  '-3',
  '0',
  '"x"',
  "'y'",
  'true',
  'null',
  '[]',
  '{}',
  '9007199254740993',
] as const;
const operators = ['+', '-', '*', '/', '%', '==', '!=', '<', '<=', '>', '>=', '&&', '||', 'in'] as const;
const fields = ['output', 'outcome', 'status', 'error', 'visits', 'outputs', '?output', 'output.?x'] as const;
const macros = ['map', 'filter', 'all', 'exists', 'sortBy', 'groupBy'] as const;
const roots = [
  'input',
  'input.?list',
  'vars.w',
  'item',
  'turn.index',
  'edge.output',
  'error.type',
  'nowhere',
] as const;
const functions = [...library.keys()];

export function expression(random: Random, names: Names): string {
  return names.wild ? wild(random, names, 2) : careful(random, names);
}

/** One that is true or false. */
export function condition(random: Random, names: Names): string {
  if (names.wild && random.chance(0.5)) return wild(random, names, 2);
  const status = `nodes.?${nodeOf(random, names) ?? ''}.status == "succeeded"`;
  const plain = random.pick(['true', 'false', 'input.n > 1', 'vars.v == 0', 'size(vars.w) < 2']);
  return names.nodes.length > 0 && random.chance(0.4) ? status : plain;
}

function nodeOf(random: Random, { nodes }: Names): string | undefined {
  return nodes[random.below(nodes.length)];
}

function careful(random: Random, names: Names): string {
  const node = nodeOf(random, names);
  const local = names.locals[random.below(names.locals.length)];
  if (node !== undefined && random.chance(0.4))
    return random.pick([
      `nodes.?${node}.?output`,
      `nodes.?${node}.status`,
      `size(nodes.?${node}.visits.orValue([]))`,
    ]);
  if (local !== undefined && random.chance(0.5)) return local;
  return random.pick([
    'input.n',
    'input.n + 1',
    'vars.v',
    'vars.w',
    '"x"',
    '[1, 2].map(i, i * 2)',
    'run.now',
    '{"k": 1}',
  ]);
}

function wild(random: Random, names: Names, depth: number): string {
  const inner = (): string => wild(random, names, depth - 1);
  switch (depth === 0 ? random.below(3) : random.below(9)) {
    case 0:
      return random.pick(literals);
    case 1:
      return random.pick(roots);
    case 2:
      return `nodes.${random.chance(0.6) ? '?' : ''}${nodeOf(random, names) ?? 'a'}.${random.pick(fields)}`;
    case 3:
    case 4:
      return `${inner()} ${random.pick(operators)} ${inner()}`;
    case 5:
      return `(${inner()} ? ${inner()} : ${inner()})`;
    case 6:
      return `${functions[random.below(functions.length)] ?? 'size'}(${random.several(0, 3, inner).join(', ')})`;
    case 7:
      return `${inner()}.${random.pick(macros)}(i, ${inner()})`;
    default:
      return random.pick([
        `[${inner()}, ${inner()}]`,
        `{"k": ${inner()}}`,
        `!${inner()}`,
        `default(${inner()}, 1)`,
      ]);
  }
}

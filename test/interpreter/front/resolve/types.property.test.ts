/** What is known before the run holds in the run: outputs fit the schemas, and what works is no fault. */
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { collectFaults } from '../../../../src/interpreter/front/faults.ts';
import { parseDocument } from '../../../../src/interpreter/front/front.ts';
import { resolve } from '../../../../src/interpreter/front/resolve/resolve.ts';
import type { Json, JsonSchema } from '../../../../src/interpreter/json.ts';
import { validate } from '../../../../src/interpreter/schema.ts';
import { runInMemory } from '../../../support/memory-run.ts';
import { catalogue, compile } from '../support.ts';

type Gen = fc.Arbitrary<string>;

const input = { n: 5, half: 0.5, s: 'tea', b: true, l: [3, 1, 2], o: { k: 7, w: 'x' } };
const inputSchema = {
  type: 'object',
  properties: {
    n: { type: 'integer' },
    half: { type: 'number' },
    maybe: { type: ['number', 'null'] },
    s: { type: 'string' },
    b: { type: 'boolean' },
    l: { type: 'array', items: { type: 'number' } },
    o: { type: 'object', properties: { k: { type: 'number' }, w: { type: 'string' } } },
  },
};

interface Grammar {
  readonly num: Gen;
  readonly str: Gen;
  readonly bool: Gen;
  readonly list: Gen;
  readonly obj: Gen;
}

/** Expressions that evaluate, by what they give. @param seen nodes before, each with the fields n, s, b, l, o */
function grammar(seen: readonly string[], locals: { readonly num?: readonly string[] } = {}): Grammar {
  const read = (field: string, absent: string): Gen[] =>
    seen.length === 0
      ? []
      : [
          fc.constantFrom(...seen).map((node) => `nodes.${node}.output.${field}`),
          fc.constantFrom(...seen).map((node) => `nodes.?${node}.output.?${field}.orValue(${absent})`),
        ];
  const { num, str, bool, list, obj } = fc.letrec<Record<keyof Grammar, string>>((tie) => ({
    num: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom('input.n', 'input.half', '1', '2.5', 'default(input.maybe, 0)', ...(locals.num ?? [])),
      ...read('n', '0'),
      fc.tuple(tie('num'), tie('num')).map(([a, b]) => `(${a} + ${b})`),
      tie('num').map((a) => `-(${a})`),
      tie('list').map((a) => `size(${a})`),
      tie('list').map((a) => `${a}.sum()`),
      tie('str').map((a) => `size(${a})`),
      tie('obj').map((a) => `${a}.k`),
      fc.tuple(tie('bool'), tie('num'), tie('num')).map(([c, a, b]) => `(${c} ? ${a} : ${b})`),
    ),
    str: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom('input.s', "'x'", 'run.id'),
      ...read('s', "''"),
      fc.tuple(tie('str'), tie('str')).map(([a, b]) => `(${a} + ${b})`),
      tie('str').map((a) => `${a}.upper()`),
      tie('num').map((a) => `string(${a})`),
      tie('list').map((a) => `json(${a})`),
      tie('obj').map((a) => `${a}.w`),
    ),
    bool: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom('input.b', 'true', 'has(input.maybe)', "run.id == 'r'"),
      ...read('b', 'false'),
      fc.tuple(tie('num'), tie('num')).map(([a, b]) => `(${a} < ${b})`),
      fc.tuple(tie('bool'), tie('bool')).map(([a, b]) => `(${a} && ${b})`),
      fc.tuple(tie('num'), tie('list')).map(([a, b]) => `(${a} in ${b})`),
    ),
    list: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom('input.l', '[1, 2.5]'),
      ...read('l', '[]'),
      fc.tuple(tie('num'), tie('num')).map(([a, b]) => `[${a}, ${b}]`),
      fc.tuple(tie('list'), tie('num')).map(([a, b]) => `${a}.map(i, i + ${b})`),
      tie('list').map((a) => `${a}.filter(i, i > 1)`),
      tie('list').map((a) => `${a}.sort()`),
      fc.tuple(tie('list'), tie('list')).map(([a, b]) => `(${a} + ${b})`),
    ),
    obj: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom('input.o'),
      ...read('o', "{'k': 0, 'w': ''}"),
      fc.tuple(tie('num'), tie('str')).map(([k, w]) => `{'k': ${k}, 'w': ${w}}`),
    ),
  }));
  return { num, str, bool, list, obj };
}

const whole = (cel: string): string => `\${ ${cel} }`;

function fields({ num, str, bool, list, obj }: Grammar): fc.Arbitrary<Json> {
  return fc.record({
    n: num.map(whole),
    s: fc.oneof(
      str.map(whole),
      num.map((a) => `text ${whole(a)}`),
    ),
    b: bool.map(whole),
    l: fc.oneof(list.map(whole), fc.array(num.map(whole), { minLength: 1, maxLength: 3 })),
    o: fc.oneof(obj.map(whole), fc.record({ k: num.map(whole), w: str.map(whole) })),
  });
}

/** One node whose output has the fields, after the nodes before. */
function node(name: string, seen: readonly string[]): fc.Arbitrary<Json> {
  const plain = fields(grammar(seen));
  const inner = `${name}_in`;
  const inside = fields(grammar([...seen, inner]));
  return fc.oneof(
    plain.map((made) => ({ let: made })),
    fc.tuple(plain, inside).map(([made, output]) => ({ do: { [inner]: { let: made } }, output })),
    fc
      .tuple(grammar(seen).list, fields(grammar(seen, { num: ['item', 'index'] })), inside, plain)
      .map(([items, made, output, rest]) => ({
        do: {
          [`${name}_map`]: { map: whole(items), nodes: { [inner]: { let: made } }, output },
          [`${name}_rest`]: { let: rest },
        },
        output: {
          ...(rest as object),
          l: whole(`nodes.${name}_map.output.map(i, i.n)`),
          o: whole(`{'k': size(nodes.${name}_map.output), 'w': nodes.${name}_rest.output.s}`),
        },
      })),
    fc
      .tuple(fields(grammar(seen, { num: ['turn.index', 'default(turn.last.n, 0)'] })), inside)
      .map(([made, output]) => ({
        repeat: { max: 3, until: 'turn.last.n > 2 && turn.last.b' },
        nodes: { [inner]: { let: made } },
        output,
      })),
  );
}

const definitions = fc.integer({ min: 1, max: 4 }).chain((count) => {
  const names = Array.from({ length: count }, (_, index) => `v${index}`);
  return fc.tuple(...names.map((name, index) => node(name, names.slice(0, index)))).map(
    (nodes): Json => ({
      ostinato: 1,
      name: 'test',
      input: inputSchema,
      nodes: Object.fromEntries(nodes.map((made, index) => [names[index] ?? '', made])),
    }),
  );
});

function schemasOf(text: string): Readonly<Record<string, JsonSchema | undefined>> {
  const { source, document } = parseDocument(text);
  if (!document) throw new Error('the definition cannot be read');
  const model = resolve(document, catalogue, collectFaults(source).report);
  return Object.fromEntries(model.scope.nodes.map((each) => [each.name, model.outputOf(each)]));
}

it('what runs has no fault, and gives what the schemas say', () => {
  let checked = 0;
  fc.assert(
    fc.property(definitions, (definition) => {
      const text = JSON.stringify(definition);
      const { plan, diagnostics } = compile(text);
      expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
      if (!plan) throw new Error('no plan');
      const { result } = runInMemory(plan, () => ({ result: null }), { input });
      if (result?.status !== 'succeeded') return;
      checked++;
      const schemas = schemasOf(text);
      for (const [name, output] of Object.entries(result.output ?? {})) {
        const schema = schemas[name];
        expect(schema).toBeDefined();
        if (schema !== undefined)
          expect({ name, faults: validate(schema, output) }).toEqual({ name, faults: [] });
      }
    }),
    { numRuns: 150 },
  );
  expect(checked).toBeGreaterThan(75);
});

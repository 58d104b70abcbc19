/** Random expressions: nothing throws, the library's own evaluator agrees, and the check agrees with the run. */
import { Environment } from '@marcbachmann/cel-js';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analyse, evaluate, holds, render, renderText } from '../../../src/interpreter/expression/index.ts';
import { groups } from '../../../src/interpreter/expression/functions/index.ts';
import type { Json } from '../../../src/interpreter/json.ts';
import { bindings, expression, types } from './support.ts';

const names = groups.flatMap(([, functions]) => functions.map((found) => found.name));

/** Anything that might be written, most of it wrong. */
const anything = fc.letrec<{ term: string }>((tie) => ({
  term: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(
      'input',
      'vars',
      'nodes',
      'run',
      'error',
      'x',
      'null',
      'true',
      '1',
      '-2',
      '0.5',
      '"a"',
      '[]',
      '{}',
    ),
    fc.constantFrom(
      'input.n',
      'input.list',
      'input.orders',
      'input.deep',
      'nodes.draft.output',
      'nodes.?skipped.output',
    ),
    fc
      .tuple(
        tie('term'),
        fc.constantFrom('+', '-', '*', '/', '%', '<', '<=', '==', '!=', 'in', '&&', '||'),
        tie('term'),
      )
      .map((parts) => `(${parts.join(' ')})`),
    fc
      .tuple(tie('term'), fc.constantFrom('.title', '.?title', '[0]', '[?0]', '["a"]', '.size()', '.price'))
      .map((parts) => parts.join('')),
    fc
      .tuple(
        tie('term'),
        fc.constantFrom('map', 'filter', 'all', 'exists', 'exists_one', 'sortBy', 'groupBy'),
        tie('term'),
      )
      .map(([of, macro, body]) => `${of}.${macro}(x, ${body})`),
    fc
      .tuple(fc.constantFrom(...names), fc.array(tie('term'), { maxLength: 3 }))
      .map(([name, args]) => `${name}(${args.join(', ')})`),
    fc.tuple(tie('term'), tie('term'), tie('term')).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
    fc.tuple(tie('term'), tie('term')).map(([a, b]) => `default(${a}, ${b})`),
    fc.tuple(tie('term'), tie('term')).map(([a, b]) => `${a}.orValue(${b})`),
    fc.tuple(tie('term'), tie('term')).map(([a, b]) => `cel.bind(x, ${a}, ${b})`),
    fc.tuple(tie('term'), tie('term')).map(([a, b]) => `[${a}, ${b}]`),
    fc.tuple(tie('term'), tie('term')).map(([a, b]) => `{"a": ${a}, "b": ${b}}`),
    tie('term').map((of) => `has(${of}.title)`),
    tie('term').map((of) => `!${of}`),
    tie('term').map((of) => `-${of}`),
  ),
})).term;

const noise = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '(',
        ')',
        '[',
        ']',
        '{',
        '}',
        '.',
        '?',
        ':',
        ',',
        '"',
        "'",
        '\\',
        'a',
        'in',
        '1',
        '.?',
        '&&',
        '!',
        '-',
        'e9',
        '0x',
        '//',
        '\n',
      ),
      fc.string(),
    ),
  )
  .map((parts) => parts.join(''));

function isPlainJson(value: unknown): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isPlainJson);
  return typeof value === 'object' && Object.values(value).every(isPlainJson);
}

describe('for any text and any values', () => {
  it('nothing throws, and what comes out is plain JSON', () => {
    fc.assert(
      fc.property(fc.oneof(anything, noise), fc.option(fc.jsonValue()), (cel, input) => {
        const at = input === null ? bindings : { ...bindings, input: input as Json };
        analyse(cel, types);
        holds(expression(cel), at);
        renderText({ expr: expression(cel) }, at);
        render({ text: ['a', expression(cel)] }, at);
        const result = evaluate(expression(cel), at);
        if (result.ok) expect(result.value === undefined || isPlainJson(result.value)).toBe(true);
        else expect(result.title).not.toBe('');
      }),
      { numRuns: 3_000 },
    );
  });

  it('the same expression over the same values gives the same', () => {
    fc.assert(
      fc.property(anything, (cel) => {
        expect(evaluate(expression(cel), bindings)).toEqual(evaluate(expression(cel), bindings));
      }),
      { numRuns: 500 },
    );
  });

  it('every fault of the check lies inside the text', () => {
    fc.assert(
      fc.property(fc.oneof(anything, noise), (cel) => {
        for (const { start, end } of [...analyse(cel, types).faults, ...analyse(cel, types).references]) {
          expect(start).toBeGreaterThanOrEqual(0);
          expect(start).toBeLessThanOrEqual(end);
          expect(end).toBeLessThanOrEqual(cel.length);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

/** Well-typed expressions over literals, where CEL as others know it and ours must not differ. */
const typed = fc.letrec<{ int: string; bool: string; text: string; list: string }>((tie) => ({
  int: fc.oneof(
    { maxDepth: 4 },
    fc.integer({ min: 0, max: 9 }).map(String),
    fc
      .tuple(tie('int'), fc.constantFrom('+', '-', '*', '/', '%'), tie('int'))
      .map(([a, op, b]) => `(${a} ${op} ${b})`),
    tie('list').map((list) => `size(${list})`),
    tie('text').map((text) => `${text}.size()`),
    tie('int').map((int) => `-(${int})`),
    fc.tuple(tie('bool'), tie('int'), tie('int')).map(([c, a, b]) => `(${c} ? ${a} : ${b})`),
  ),
  bool: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom('true', 'false'),
    fc
      .tuple(tie('int'), fc.constantFrom('<', '<=', '>', '>=', '==', '!='), tie('int'))
      .map(([a, op, b]) => `(${a} ${op} ${b})`),
    fc
      .tuple(tie('text'), fc.constantFrom('<', '==', '!='), tie('text'))
      .map(([a, op, b]) => `(${a} ${op} ${b})`),
    fc.tuple(tie('bool'), fc.constantFrom('&&', '||'), tie('bool')).map(([a, op, b]) => `(${a} ${op} ${b})`),
    tie('bool').map((bool) => `!${bool}`),
    fc.tuple(tie('int'), tie('list')).map(([a, list]) => `(${a} in ${list})`),
    fc
      .tuple(tie('list'), fc.constantFrom('all', 'exists', 'exists_one'), fc.integer({ min: 0, max: 3 }))
      .map(([list, macro, n]) => `${list}.${macro}(i, 6 / i > ${n})`),
    fc
      .tuple(tie('text'), fc.constantFrom('contains', 'startsWith', 'endsWith'), tie('text'))
      .map(([a, f, b]) => `${a}.${f}(${b})`),
  ),
  text: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom('"a"', '"ab"', '""', '"B"'),
    fc.tuple(tie('text'), tie('text')).map(([a, b]) => `(${a} + ${b})`),
    tie('int').map((int) => `string(${int})`),
  ),
  list: fc.oneof(
    { maxDepth: 4 },
    fc
      .array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 4 })
      .map((items) => `[${items.join(', ')}]`),
    fc.tuple(tie('list'), tie('list')).map(([a, b]) => `(${a} + ${b})`),
    fc.tuple(tie('list'), tie('int')).map(([list, body]) => `${list}.map(i, i + ${body})`),
    fc.tuple(tie('list'), tie('int')).map(([list, n]) => `${list}.filter(i, i > ${n})`),
  ),
}));

const environment = new Environment();

function byTheLibrary(cel: string): unknown {
  try {
    return JSON.parse(
      JSON.stringify(environment.evaluate(cel), (_key, item: unknown) =>
        typeof item === 'bigint' ? Number(item) : item,
      ),
    );
  } catch {
    return 'fault';
  }
}

describe('where CEL is settled', () => {
  it("the library's evaluator agrees, in values and in faults", () => {
    fc.assert(
      fc.property(fc.oneof(typed.int, typed.bool, typed.text, typed.list), (cel) => {
        fc.pre(analyse(cel, types).faults.every((fault) => fault.code !== 'limit'));
        const ours = evaluate(expression(cel), bindings);
        expect([cel, ours.ok ? ours.value : 'fault']).toEqual([cel, byTheLibrary(cel)]);
      }),
      { numRuns: 3_000 },
    );
  });

  it('the check finds no fault in what is well-typed, and names the type of the result', () => {
    const named = fc.oneof(
      typed.int.map((cel) => [cel, 'int'] as const),
      typed.bool.map((cel) => [cel, 'bool'] as const),
      typed.text.map((cel) => [cel, 'string'] as const),
    );
    fc.assert(
      fc.property(named, ([cel, type]) => {
        const found = analyse(cel, types);
        expect(found.faults.filter((fault) => fault.severity === 'error' && fault.code !== 'limit')).toEqual(
          [],
        );
        if (found.faults.every((fault) => fault.code !== 'limit')) expect(found.type).toBe(type);
      }),
      { numRuns: 1_000 },
    );
  });
});

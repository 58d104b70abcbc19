import { describe, expect, it } from 'vitest';
import { render, renderText } from '../../../src/interpreter/expression/index.ts';
import type { Template } from '../../../src/interpreter/plan.ts';
import { bindings, template } from './support.ts';

const of = (text: string) => render(template(text), bindings);

describe('a value that is one expression keeps its type', () => {
  it.each([
    ['${ input.n }', 5],
    ['  ${ input.list } ', [3, 1, 2]],
    ['${ input.none }', null],
    ['${ nodes.?skipped.output }', undefined],
  ])('%s', (text, value) => {
    expect(of(text)).toEqual({ ok: true, value });
  });
});

describe('inside text, a value is rendered', () => {
  it.each([
    ['n is ${ input.n }', 'n is 5'],
    ['${ input.half } and ${ 7 } and ${ true }', '0.5 and 7 and true'],
    ['list: ${ input.list }', 'list: [3,1,2]'],
    ['object: ${ input.deep.a.b[1] }', 'object: {"c":"found"}'],
    ['null: <${ input.none }>', 'null: <>'],
    ['absent: <${ nodes.?skipped.output }>', 'absent: <>'],
    ['quotes: ${ "a \\"b\\"" }', 'quotes: a "b"'],
    ['literal $${ input.n }', 'literal ${ input.n }'],
    ['${ 1 + 1 }${ "x" }', '2x'],
    ['a large one: ${ 9007199254740991 }', 'a large one: 9007199254740991'],
  ])('%s', (text, value) => {
    expect(of(text)).toEqual({ ok: true, value });
  });
});

describe('a template of lists and objects', () => {
  const tree: Template = {
    map: [
      ['plain', { value: { a: [1] } }],
      ['n', template('${ input.n }')],
      ['gone', template('${ nodes.?skipped.output }')],
      ['list', { list: [template('${ input.?nope }'), template('x ${ input.n }'), { value: null }] }],
      ['__proto__', { value: 1 }],
    ],
  };

  it('leaves absent keys and items out and keeps null', () => {
    const result = render(tree, bindings);
    expect(result.ok && JSON.stringify(result.value)).toBe(
      '{"plain":{"a":[1]},"n":5,"list":["x 5",null],"__proto__":1}',
    );
  });

  it('fails with the first fault and names its expression', () => {
    const result = render({ list: [template('a'), template('${ input.nope }')] }, bindings);
    expect(result).toEqual({
      ok: false,
      title: 'The expression input.nope failed: there is no nope in input.',
    });
  });
});

describe('renderText', () => {
  it.each<[Template, string]>([
    [{ value: 'as it is' }, 'as it is'],
    [{ value: 5 }, '5'],
    [{ value: null }, ''],
    [{ value: [1, { a: 2 }] }, '[1,{"a":2}]'],
    [template('${ input.list }'), '[3,1,2]'],
    [template('${ input.?nope }'), ''],
    [template('a ${ input.n }'), 'a 5'],
    [{ map: [['a', template('${ input.n }')]] }, '{"a":5}'],
  ])('%j', (tree, text) => {
    expect(renderText(tree, bindings)).toEqual({ ok: true, value: text });
  });
});

import { describe, expect, it } from 'vitest';
import { evaluate, holds } from '../../../src/interpreter/expression/index.ts';
import { bindings, expression, faultOf, value } from './support.ts';

describe('what an expression reads', () => {
  it.each([
    ['input.topic', 'tea'],
    ['input["my-key"]', 7],
    ['input.deep.a.b[1].c', 'found'],
    ['input.list[0]', 3],
    ['input.list[input.n - 4]', 1],
    ['vars.rounds', 2],
    ['nodes.draft.output.title', 'T'],
    ['nodes["draft"].output["title"]', 'T'],
    ['tasks.draft.output.title', 'T'],
    ['nodes.review.outcome', 'publish'],
    ['nodes.failed.error.status', 404],
    ['nodes.draft.visits.size()', 1],
    ['run.id + " " + run.workflow + " " + run.version', 'r1 w 3'],
    ['error.title', 'It failed'],
  ])('%s', (cel, expected) => {
    expect(value(cel)).toEqual(expected);
  });

  it.each([
    ['input.nope', 'there is no nope in input'],
    ['input.topic.x', 'input.topic is a string and has no field x'],
    ['input.none.x', 'input.none is null and has no field x'],
    ['input.list[9]', 'no such item or field in input.list'],
    ['input.list[0.5]', 'no such item or field in input.list'],
    ['nodes.skipped.output', 'there is no output in nodes.skipped'],
    ['nodes.other', 'there is no other in nodes'],
    ['somewhere', 'there is no somewhere'],
    ['input.constructor', 'there is no constructor in input'],
    ['input.__proto__', 'there is no __proto__ in input'],
    ['input.list.length', 'input.list is a list and has no field length'],
  ])('%s is missing, and says so', (cel, message) => {
    expect(faultOf(cel)).toContain(message);
  });

  it('names the expression in the fault', () => {
    expect(faultOf('input.nope + 1')).toBe(
      'The expression input.nope + 1 failed: there is no nope in input.',
    );
  });

  it('tells a syntax fault at run time too', () => {
    expect(faultOf('1 +')).toBe('The expression 1 + failed: the expression ends too early.');
  });
});

describe('numbers', () => {
  it.each([
    ['input.n + 1', 6],
    ['1 + input.n', 6],
    ['input.n * 2.5', 12.5],
    ['input.n / 2', 2.5],
    ['7 / 2', 3],
    ['-7 / 2', -3],
    ['7 % 3', 1],
    ['input.n % 3', 2],
    ['7.5 % 2', 1.5],
    ['-input.n', -5],
    ['input.n == 5', true],
    ['5 == input.n', true],
    ['input.n != 5', false],
    ['input.n >= 5 && input.n < 5.5', true],
    ['2 in input.list', true],
    ['input.list == [3, 1, 2]', true],
    ['{"a": [1]} == {"a": [1.0]}', true],
    ['"n: " + input.n', 'n: 5'],
    ['input.n + "!"', '5!'],
    ['"" + 0.1', '0.1'],
    ['1e3', 1000],
    ['0x10', 16],
  ])('%s', (cel, expected) => {
    expect(value(cel)).toEqual(expected);
  });

  it.each([
    ['1 / 0', 'divides by zero'],
    ['1 % 0', 'divides by zero'],
    ['input.n / 0', 'divides by zero'],
    ['1.0 / 0.0', 'divides by zero'],
    ['9007199254740993', 'beyond 2^53'],
    ['9007199254740991 + 1', 'beyond 2^53'],
    ['9007199254740991 * 9007199254740991', '64 bits'],
    ['9007199254740991 + 2.0', 'beyond 2^53'],
    ['1e308 * 10.0', 'too large'],
    ['double("1e999")', 'too large'],
    ['"a" - 1', '- does not work on a string and a number'],
    ['"a" + true', '+ does not work on a string and a boolean'],
    ['[1] + 1', '+ does not work on a list and a number'],
    ['-"a"', '- does not work on a string'],
    ['1u', 'unsigned'],
    ['b"x"', 'Bytes'.toLowerCase()],
  ])('%s is a fault', (cel, message) => {
    expect(faultOf(cel)).toContain(message);
  });

  it('compares whole numbers and doubles exactly', () => {
    const at = { ...bindings, input: { big: 9007199254740992 } };
    expect(value('input.big > 9007199254740991', at)).toBe(true);
    expect(value('input.big == 9007199254740991', at)).toBe(false);
  });
});

describe('equality and order', () => {
  it.each([
    ['"a" == "a"', true],
    ['"1" == 1', false],
    ['null == input.none', true],
    ['input.none == 1', false],
    ['[1, "a"] == ["a", 1]', false],
    ['{"a": 1, "b": 2} == {"b": 2, "a": 1}', true],
    ['{"a": 1} == {"a": 1, "b": 2}', false],
    ['[1] == {"0": 1}', false],
    ['"b" > "a"', true],
    ['"Z" < "a"', true],
    ['true > false', true],
    ['"a" in {"a": 1}', true],
    ['1 in {"1": 1}', false],
    ['{"a": 1} in [{"a": 1.0}]', true],
  ])('%s', (cel, expected) => {
    expect(value(cel)).toBe(expected);
  });

  it.each([
    ['1 < "a"', 'a number and a string have no order'],
    ['[1] < [2]', 'a list and a list have no order'],
    ['"a" in "abc"', 'use contains()'],
  ])('%s is a fault', (cel, message) => {
    expect(faultOf(cel)).toContain(message);
  });
});

describe('absence', () => {
  it.each([
    ['nodes.?skipped.output', undefined],
    ['nodes.?skipped.output.a.b.c', undefined],
    ['nodes.?skipped.output[0].x', undefined],
    ['input.?nope', undefined],
    ['input[?"nope"].x', undefined],
    ['input.list[?9]', undefined],
    ['input.?topic', 'tea'],
    ['nodes.?skipped.output.orValue("none")', 'none'],
    ['nodes.?draft.output.title.orValue("none")', 'T'],
    ['nodes.?skipped.output.or(nodes.?draft.output).title', 'T'],
    ['nodes.?skipped.output.or(input.?nope).x', undefined],
    ['nodes.?skipped.output == 1', false],
    ['nodes.?skipped.output != 1', true],
    ['nodes.?review.outcome == "publish"', true],
    ['[input.?nope, 1]', [1]],
    ['{"a": input.?nope, "b": 1}', { b: 1 }],
    ['[1, 2].map(i, input.?nope)', []],
    ['true ? input.?nope : 1', undefined],
    ['cel.bind(x, nodes.?skipped.output, x.deep.er)', undefined],
    ['[].first()', undefined],
    ['[].first().x', undefined],
    ['input.orders.filter(o, o.qty > 5).first().id.orValue("-")', '-'],
    ['has(input.topic)', true],
    ['has(input.nope)', false],
    ['has(input.nope.deeper)', false],
    ['has(nodes.skipped.output)', false],
    ['has(nodes.draft.output.remarks)', true],
    ['has(input.topic.x)', false],
    ['default(input.nope.x, 1)', 1],
    ['input.none.default("x")', 'x'],
    ['input.topic.default("x")', 'tea'],
    ['default(input.list[7], input.n)', 5],
  ])('%s', (cel, expected) => {
    expect(value(cel)).toEqual(expected);
  });

  it('evaluates a fallback only where it is needed', () => {
    expect(value('input.topic.orValue(1 / 0)')).toBe('tea');
    expect(value('default(input.topic, 1 / 0)')).toBe('tea');
  });

  it.each([
    ['input.?nope + 1', 'give a value for the absent one with orValue()'],
    ['size(input.?nope)', 'size() needs a string, a list or an object as value, it is absent'],
    ['input.?nope < 1', 'orValue()'],
    ['input.?nope && true', '&& needs true or false, not absent'],
    ['default(1 / 0, 2)', 'divides by zero'],
  ])('%s is a fault', (cel, message) => {
    expect(faultOf(cel)).toContain(message);
  });
});

describe('logic', () => {
  it.each([
    ['true || 1 / 0 == 1', true],
    ['1 / 0 == 1 || true', true],
    ['false && 1 / 0 == 1', false],
    ['1 / 0 == 1 && false', false],
    ['!true', false],
    ['true ? 1 : 1 / 0', 1],
    ['false ? 1 / 0 : "a"', 'a'],
    ['input.n > 3 ? 1 : 2.5', 1],
    ['input.n > 3 ? "a" : null', 'a'],
  ])('%s', (cel, expected) => {
    expect(value(cel)).toBe(expected);
  });

  it.each([
    ['1 / 0 == 1 || false', 'divides by zero'],
    ['false || 1', '|| needs true or false, not a number'],
    ['1 || false', '|| needs true or false, not a number'],
    ['!1', '1 is a number where true or false is needed'],
    ['input.topic ? 1 : 2', 'input.topic is a string where true or false is needed'],
  ])('%s is a fault', (cel, message) => {
    expect(faultOf(cel)).toContain(message);
  });
});

describe('comprehensions', () => {
  it.each([
    ['input.orders.map(o, o.price * o.qty)', [3, 3]],
    ['input.orders.map(o, o.qty > 1, o.id)', ['x']],
    ['input.orders.map(o, {"id": o.id})', [{ id: 'x' }, { id: 'y' }]],
    ['input.list.filter(i, i > 1)', [3, 2]],
    ['input.list.all(i, i > 0)', true],
    ['input.list.exists(i, i == 2)', true],
    ['input.list.exists_one(i, i > 1)', false],
    ['[].all(i, i / 0 == 1)', true],
    ['[1, 0].exists(i, 1 / i == 1)', true],
    ['[0, 1].exists(i, 1 / i == 1)', true],
    ['{"b": 1, "a": 2}.map(k, k)', ['b', 'a']],
    ['input.orders.sortBy(o, -o.price).map(o, o.id)', ['y', 'x']],
    ['input.words.groupBy(w, w)', { b: ['b', 'b'], a: ['a'] }],
    ['[[1, 2], [3]].map(l, l.map(i, i + l.size()))', [[3, 4], [4]]],
    ['[1, 2].map(i, [10].map(i, i).map(j, i + j))', [[11], [12]]],
    ['cel.bind(total, input.list.sum(), input.list.map(i, i / total))', [0.5, 1 / 6, 2 / 6]],
    ['cel.bind(x, 1, cel.bind(x, x + 1, x + 10) + x)', 13],
  ])('%s', (cel, expected) => {
    expect(value(cel)).toEqual(expected);
  });

  it.each([
    ['input.topic.map(i, i)', 'input.topic is a string, not a list'],
    ['input.list.filter(i, i)', 'filter is a number where true or false is needed'],
    ['[0].exists(i, 1 / i == 1)', 'divides by zero'],
    ['[1, "a"].sortBy(i, i)', 'have no order'],
  ])('%s is a fault', (cel, message) => {
    expect(faultOf(cel)).toContain(message);
  });
});

describe('results are plain JSON', () => {
  it('gives what is JSON already back as it is', () => {
    const result = evaluate(expression('input.deep'), bindings);
    expect(result.ok && result.value).toBe((bindings.input as { deep: unknown }).deep);
  });

  it('turns whole numbers into numbers, also deep inside', () => {
    expect(value('{"a": [1, {"b": 2}]}')).toStrictEqual({ a: [1, { b: 2 }] });
  });

  it('keeps __proto__ and constructor as keys like any other', () => {
    const made = value('{"__proto__": 1, "constructor": 2}');
    expect(JSON.stringify(made)).toBe('{"__proto__":1,"constructor":2}');
    expect(Object.getPrototypeOf(made)).toBe(Object.prototype);
  });

  it('refuses keys that are no strings', () => {
    expect(faultOf('{1: 2}')).toContain('the key of an object is a number');
  });

  it('does not change what it is given', () => {
    const frozen = JSON.stringify(bindings);
    value('input.list.sort() + input.list.reverse()');
    value('merge(input, {"n": 1})');
    expect(JSON.stringify(bindings)).toBe(frozen);
  });
});

describe('holds', () => {
  it('gives booleans', () => {
    expect(holds(expression('input.n > 1'), bindings)).toEqual({ ok: true, value: true });
    expect(holds(expression('input.n < 1'), bindings)).toEqual({ ok: true, value: false });
  });

  it.each([
    ['input.n', 'the condition is a number where true or false is needed'],
    ['"true"', 'the condition is a string'],
    ['null', 'the condition is null'],
    ['input.?nope', 'the condition is absent'],
  ])('%s is no condition', (cel, message) => {
    const result = holds(expression(cel), bindings);
    expect(result.ok ? '' : result.title).toContain(message);
  });
});

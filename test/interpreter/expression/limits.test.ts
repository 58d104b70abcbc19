import { describe, expect, it } from 'vitest';
import { analyse, evaluate, render } from '../../../src/interpreter/expression/index.ts';
import { limits } from '../../../src/interpreter/expression/limits.ts';
import type { Json } from '../../../src/interpreter/json.ts';
import { bindings, expression, faultOf, faults, template, types, value } from './support.ts';

/** The whole run's kill-timer: each of these would hang or eat the memory without its bound. */
const generous = { timeout: 30_000 };

function nested(depth: number): Json {
  let deep: Json = 1;
  for (let level = 0; level < depth; level++) deep = [deep];
  return deep;
}

describe('bounds that hold before a run', () => {
  it.each([
    ['text', `"${'a'.repeat(limits.text)}"`],
    ['terms', `[${Array.from({ length: limits.terms + 1 }, () => '1').join()}]`],
    ['parentheses', `${'('.repeat(400)}1${')'.repeat(400)}`],
    ['not', `${'!'.repeat(9_000)}true`],
    ['minus', `${'-'.repeat(9_000)}1`],
    ['a chain of +', Array.from({ length: 150 }, () => '1').join(' + ')],
    ['fields', `input${'.a'.repeat(150)}`],
    ['brackets', `${'['.repeat(300)}${']'.repeat(300)}`],
    ['comprehensions', '[1].map(a, [1].map(b, [1].map(c, [1].map(d, d))))'],
    ['whole numbers', '9007199254740993'],
  ])('%s', (_name, cel) => {
    const { faults: found } = analyse(cel, types);
    expect(found.map((fault) => fault.code)).toContain('limit');
    expect(evaluate(expression(cel), bindings).ok).toBe(false);
  });

  it('lets what is under the bounds through', () => {
    expect(faults('[1].map(a, [1].map(b, [1].map(c, a + b + c)))')).toEqual([]);
    expect(value(Array.from({ length: 90 }, () => '1').join(' + '))).toBe(90);
  });
});

describe('bounds that hold during a run, each with a fault of its own', generous, () => {
  it.each([
    ['items', 'range(50000).map(i, i).map(i, i).map(i, i)', `more than ${limits.items} items`],
    ['nested items', 'range(1000).map(i, range(1000).map(j, range(1000).map(k, k)))', 'items'],
    [
      'items under exists',
      'range(1000).exists(i, range(1000).exists(j, range(1000).all(k, true) == false))',
      'items',
    ],
    ['lists', 'range(100001)', `longer than ${limits.list} items`],
    ['a huge range', 'range(9007199254740991)', 'longer than'],
    ['lists by +', 'cel.bind(a, range(60000), a + a)', 'longer than'],
    ['strings by padding', '"a".padStart(1000000000)', `longer than ${limits.string} characters`],
    ['strings by replace', '"a".padEnd(1000000, "a").replace("a", "bbbbbbbbbb")', 'longer than'],
    ['strings by join', 'range(100000).map(i, "0123456789abcdef").join()', 'longer than'],
    ['results', 'cel.bind(s, "a".padEnd(100000, "a"), range(170).map(i, s))', 'larger than'],
    ['work', 'cel.bind(s, "a".padEnd(1000000, "a"), range(1000).map(i, s.upper().size()))', 'more work'],
    [
      'work by equality',
      'cel.bind(l, range(90000), range(90000).filter(i, l == l + []).size())',
      'more work',
    ],
    ['work by in', 'cel.bind(l, range(90000), range(90000).filter(i, -1 in l).size())', 'more work'],
    [
      'work by matches',
      'cel.bind(s, "a".padEnd(1000000, "a"), range(90).filter(i, s.matches("^(a+)+$")).size())',
      'more work',
    ],
    [
      'work by looking for a part that nearly fits everywhere',
      'cel.bind(a, "".padEnd(250000, "a"), (a + a + a + a).indexOf(a + "b" + a))',
      'more work',
    ],
    [
      'work by replacing such a part',
      'cel.bind(a, "".padEnd(250000, "a"), (a + a + a + a).replace(a + "b" + a, ""))',
      'more work',
    ],
    [
      'work by comparing long texts',
      'cel.bind(a, "".padEnd(1000000, "a"), range(90000).filter(i, a + "" == a + "").size())',
      'more work',
    ],
    [
      'work by ordering long texts',
      'cel.bind(a, "".padEnd(1000000, "a"), range(90000).filter(i, a < a).size())',
      'more work',
    ],
    [
      'work by the least of long texts',
      'cel.bind(a, "".padEnd(1000000, "a"), min(range(90000).map(i, a)))',
      'more work',
    ],
    [
      'work by sorting long texts',
      'cel.bind(a, "".padEnd(1000000, "a"), range(10000).map(i, a).sort().size())',
      'more work',
    ],
  ])('%s', (_name, cel, message) => {
    expect(faultOf(cel)).toContain(message);
  });

  it('doubling strings ends at the bound', () => {
    // Written inside out: the innermost binding must be the last one.
    const chain = Array.from({ length: 40 }, (_, index) => 39 - index).reduce<string>(
      (inner, index) => `cel.bind(s${index + 1}, s${index} + s${index}, ${inner})`,
      's40.size()',
    );
    expect(faultOf(`cel.bind(s0, "0123456789", ${chain})`)).toMatch(/longer than/);
  });

  it('a limit is not put aside by || or default', () => {
    expect(faultOf('range(100001).size() > 1 || true')).toContain('longer than');
    expect(faultOf('default(range(100001), 1)')).toContain('longer than');
    expect(faultOf('[1].exists(i, range(100001).size() > 1 || i == 1)')).toContain('longer than');
  });

  it('a regular expression that hangs other engines is linear', () => {
    expect(value(`"${'a'.repeat(5000)}!".matches("^(a+)+$")`)).toBe(false);
  });

  it('a template shares one budget for its result', () => {
    const big = template('${ cel.bind(s, "a".padEnd(100000, "a"), range(90).map(i, s)) }');
    expect(render(big, bindings).ok).toBe(true);
    const both = render({ list: [big, big] }, bindings);
    expect(both.ok ? '' : both.title).toContain('larger than');
  });
});

describe('values that are deep', generous, () => {
  it('are passed on up to the bound', () => {
    expect(evaluate(expression('input'), { ...bindings, input: nested(limits.values) }).ok).toBe(true);
  });

  it.each(['input', 'json(input)', '[input].unique()', 'input == [[]] || json(input) == ""'])(
    '%s is a fault beyond it',
    (cel) => {
      expect(faultOf(cel, { ...bindings, input: nested(100_000) })).toContain('nested deeper');
    },
  );

  it('are compared up to the bound', () => {
    const input = { a: nested(100_000), b: nested(100_000) };
    expect(faultOf('input.a == input.b', { ...bindings, input })).toContain('nested deeper');
  });

  it('come out of fromJson under the same bound', () => {
    const input = `${'['.repeat(5_000)}${']'.repeat(5_000)}`;
    expect(faultOf('fromJson(input)', { ...bindings, input })).toContain('nested deeper');
  });
});

/** What YAML makes of a text, and what it must not make of it unseen (language.md §4). */
import { describe, expect, it } from 'vitest';
import { codesOf, compile, planOf, withNodes } from '../support.ts';

const value = (text: string): string[] => codesOf(withNodes(`a: { let: { x: ${text} } }`));
const block = (text: string): string[] => codesOf(withNodes(`a:\n  let:\n    x: ${text}`));

describe('YAML', () => {
  it('may be JSON', () => {
    expect(codesOf('{"ostinato": 1, "name": "j", "nodes": {"a": {"run": ["x", "${ input.x }"]}}}')).toEqual(
      [],
    );
  });

  it('may begin with a byte order mark, which moves no column', () => {
    expect(codesOf('\uFEFFostinato: 1\nname: j\nnodes: { a: { run: [x] } }')).toEqual([]);
    expect(compile('\uFEFFostinato: 2\nname: j\nnodes: { a: { run: [x] } }').diagnostics[0]?.column).toBe(11);
  });

  it('may have Windows line ends', () => {
    const text = withNodes('a: { run: [x] }\nb: { after: c, run: [x] }').replaceAll('\n', '\r\n');
    const [fault] = compile(text).diagnostics;
    expect([fault?.line, fault?.column]).toEqual([5, 15]);
    expect(fault?.frame).not.toContain('\r');
  });

  it.each([
    ['', 'OST106'],
    ['# nothing', 'OST106'],
    ['just text', 'OST106'],
    ['42', 'OST106'],
    ['[]', 'OST106'],
    ['a: b: c', 'OST101'],
    ['"unclosed', 'OST101'],
    ['a:\n\t- b', 'OST101'],
    ['a: @x', 'OST101'],
  ])('%j is no definition', (text, code) => {
    expect(codesOf(text)).toEqual([code]);
  });

  it.each([
    ['"${ input.a }"', []],
    ['!x y', ['OST104']],
    ['*x', ['OST105']],
    ['&x [*x]', ['OST105']],
    ['.nan', ['OST110 nodes.a.let.x']],
    ['-.inf', ['OST110 nodes.a.let.x']],
    ['9007199254740993', ['OST110 nodes.a.let.x']],
    ['9007199254740991', []],
    ['1e400', ['OST110 nodes.a.let.x']],
    ['0o17', []],
    ['017', ['OST601 nodes.a.let.x']],
    ['no', ['OST601 nodes.a.let.x']],
    ['Off', ['OST601 nodes.a.let.x']],
    ['"no"', []],
    ['none', []],
    ['2026-01-31', []],
    ['{ 1: a, 2: b }', []],
    ['{ ? [a] : b }', ['OST108 nodes.a.let.x']],
    ['{ null: b }', ['OST108 nodes.a.let.x']],
    ['{ __proto__: b }', ['OST505 nodes.a.let.x.__proto__']],
    ['{ "${ input.k }": b }', ['OST108 nodes.a.let.x["${ input.k }"]']],
    [String.raw`"\ud800"`, ['OST507 nodes.a.let.x']],
    [String.raw`"\ud83d\ude00"`, []],
  ])('a value %s', (text, expected) => {
    const found = value(text).map((each, index) =>
      expected[index]?.includes(' ') === false ? each.slice(0, 6) : each,
    );
    expect(found).toEqual(expected);
  });

  it.each([
    ['${ input.a } # a remark', []],
    ['${ input.a + "#1" }', []],
    ['${ input.a + " #1" }', ['OST109 nodes.a.let.x']],
    ['Issue #${ input.a }', ['OST602 nodes.a.let.x']],
    ['"Issue #${ input.a }"', []],
    ['Issue: ${ input.a }', ['OST101']],
    ['${ {"a": 1} }', ['OST101']],
    ['\'${ {"a": 1} }\'', []],
    ['!${ input.a }', ['OST101']],
    ['50 % of $5', []],
    ['$${ literal', []],
  ])('a plain line %s', (text, expected) => {
    const found = block(text).map((each, index) =>
      expected[index]?.includes(' ') === false ? each.slice(0, 6) : each,
    );
    expect(found).toEqual(expected);
  });

  it('makes a line break of a written one in double quotes, and says so', () => {
    const [fault] = compile(
      withNodes(String.raw`a: { let: { x: "${'${'} ['a'].join('\n') }" } }`),
    ).diagnostics;
    expect(fault).toMatchObject({ code: 'OST401', hint: expect.stringContaining('double quotes') });
    expect(codesOf(withNodes(String.raw`a: { let: { x: "${'${'} ['a'].join('\\n') }" } }`))).toEqual([]);
  });

  it('keeps aliases, and tells what is wrong in them once', () => {
    const plan = planOf(withNodes('a: { run: [x], retry: &r { attempts: 2 } }\nb: { run: [x], retry: *r }'));
    expect(plan.scope.nodes.map((node) => node.kind === 'run' && node.retry.attempts)).toEqual([2, 2]);
    expect(codesOf(withNodes('a: { let: { x: &x no, y: *x, z: *x } }'))).toEqual(['OST601 nodes.a.let.x']);
  });

  it('gives an alias the place where it stands', () => {
    const nodes = 'a: &a { run: ["${ nodes.z.output }"] }\nb: *a';
    expect(codesOf(withNodes(nodes))).toEqual(['OST301 nodes.a.run[0]', 'OST301 nodes.b.run[0]']);
  });

  it('takes tasks for nodes in expressions', () => {
    const plan = planOf(withNodes('a: { let: { x: 1 } }\nb: { let: { y: "${ tasks.a.output.x }" } }'));
    expect(plan.scope.edges).toEqual([{ kind: 'required', from: 0, to: 1, needs: 'success' }]);
  });
});

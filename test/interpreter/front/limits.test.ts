/** Definitions that are too much: each is refused at once, in bounded time, with what to do. */
import { describe, expect, it } from 'vitest';
import { codesOf, compile, withNodes } from './support.ts';

const head = 'ostinato: 1\nname: large\nnodes:\n';

const loop = (index: number): string =>
  `  a${index}: { after: [${index > 0 ? `b${index - 1}.go, ` : ''}{ node: b${index}, outcome: more, again: 2 }], run: [x] }
  b${index}: { after: a${index}, switch: { more: input.x, go: true } }`;

const many = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');

const race = (index: number): string =>
  ['a', 'b']
    .map((name) => `  ${name}${index}: { ${index > 0 ? `after: j${index - 1}, ` : ''}run: [x] }\n`)
    .join('') + `  j${index}: { after: [a${index}, b${index}], join: any, rest: cancel, run: [x] }`;

describe('limits', () => {
  it('4 MiB of text', () => {
    const text = `${head}  a: { run: [x] }\n# ${'x'.repeat(4 * 1024 * 1024)}`;
    expect(codesOf(text)).toEqual(['OST501']);
    expect(compile(text).diagnostics[0]).toMatchObject({ line: 1, column: 1 });
  });

  it('characters count as bytes', () => {
    expect(codesOf(`${head}  a: { run: [x] }\n# ${'ä'.repeat(2.1 * 1024 * 1024)}`)).toEqual(['OST501']);
  });

  it('20,000 nodes', () => {
    const nodes = Array.from({ length: 20_001 }, (_, index) => `  n${index}: {run: [x]}`).join('\n');
    expect(codesOf(head + nodes)).toEqual(['OST502 nodes']);
  }, 60_000);

  it('8 MiB of plan', () => {
    const same = Array.from({ length: 9 }, (_, index) => `x${index}: *x`).join(', ');
    const text = withNodes(`a: { let: { x: &x "${'x'.repeat(0.9 * 1024 * 1024)}", ${same} } }`);
    expect(codesOf(text)).toEqual(['OST503']);
  });

  it('loops that set too much back', () => {
    const text = head + Array.from({ length: 1000 }, (_, index) => loop(index)).join('\n');
    expect(codesOf(text)).toContain('OST503 nodes');
  }, 60_000);

  it('races that withdraw too much', () => {
    expect(codesOf(head + many(3_000, race))).toContain('OST503 nodes');
  }, 60_000);

  it('many writers with many readers', () => {
    const writers = Array.from(
      { length: 700 },
      (_, index) => `  w${index}: { when: input.x, set: { v: 1 } }`,
    );
    const readers = Array.from({ length: 700 }, (_, index) => `  r${index}: { let: { x: "\${ vars.v }" } }`);
    const text = `${head.replace('nodes:', 'vars: { v: 0 }\nnodes:')}${[...writers, ...readers].join('\n')}`;
    expect(codesOf(text)).toContain('OST503 nodes');
  }, 60_000);

  it.each([
    ['brackets', '['.repeat(5_000)],
    ['closed brackets', `${'['.repeat(5_000)}${']'.repeat(5_000)}`],
    ['lists', '- '.repeat(5_000)],
    ['mappings', `${'{a: '.repeat(5_000)}1${'}'.repeat(5_000)}`],
    ['keys', Array.from({ length: 500 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
  ])('deeply nested %s', (_, text) => {
    expect(codesOf(text)[0]).toMatch(/^OST504|^OST101/);
  });

  it('blocks as deep as the text may be', () => {
    const nested = (depth: number): string =>
      depth === 0 ? '{ run: [x] }' : `{ do: { n${depth}: ${nested(depth - 1)} } }`;
    expect(codesOf(`${head}  a: ${nested(45)}`)).toEqual([]);
    expect(codesOf(`${head}  a: ${nested(60)}`)).toEqual(['OST504']);
  });

  it('100 diagnostics, and how many more', () => {
    const nodes = Array.from({ length: 150 }, (_, index) => `n${index}: { after: missing, run: [x] }`).join(
      '\n',
    );
    const { diagnostics } = compile(withNodes(nodes));
    expect(diagnostics).toHaveLength(101);
    expect(diagnostics.at(-1)).toMatchObject({ code: 'OST508', message: 'There are 50 more diagnostics.' });
  });

  it('errors are shown before warnings when there are too many', () => {
    const asks = Array.from({ length: 120 }, (_, index) => `n${index}: { let: { x: no } }`).join('\n');
    const { diagnostics } = compile(withNodes(`${asks}\nlast: { after: missing, run: [x] }`));
    expect(diagnostics.some(({ code }) => code === 'OST301')).toBe(true);
  });

  it('an expression that decides too much is not blamed', () => {
    // 40 independent conditions over a count: more combinations than are tried.
    const sources = Array.from(
      { length: 40 },
      (_, index) => `s${index}: { when: input.x${index}, run: [x] }`,
    ).join('\n');
    const names = Array.from({ length: 40 }, (_, index) => `s${index}`).join(', ');
    const nodes = `${sources}\nm: { after: [${names}], join: { count: 20 }, let: { v: 1 } }\nr: { let: { x: "\${ nodes.m.output.v }" } }`;
    expect(codesOf(withNodes(nodes)).every((code) => code.startsWith('OST604'))).toBe(true);
  });
});

describe('texts that cost more than they say', () => {
  const cases: Readonly<Record<string, readonly [text: () => string, code: string]>> = {
    'thousands of references to nodes that are not there': [
      () => withNodes(many(5_000, (index) => `n${index}: { let: { x: "\${ nodes.m${index}.output }" } }`)),
      'OST301',
    ],
    'thousands of variables that are not there': [
      () =>
        withNodes(
          many(5_000, (index) => `n${index}: { let: { x: "\${ vars.m${index} }" } }`),
          `vars:\n${many(5_000, (index) => `  v${index}: 1`)}`,
        ),
      'OST402',
    ],
    'a name of half a million letters': [
      () =>
        `{ostinato: 1, name: t, nodes: {${'a'.repeat(500_000)}: {let: {}}, b: {let: {}, after: ${'a'.repeat(499_999)}b}}}`,
      'OST301',
    ],
    'thousands of unknown keys': [() => `{${many(50_000, (index) => `k${index}: 1,`)}}`, 'OST202'],
    'thousands of cycles': [
      () => withNodes(many(10_000, (index) => `n${index}: { let: {}, after: n${index ^ 1} }`)),
      'OST303',
    ],
    'a cycle of thousands of nodes': [
      () => withNodes(many(5_000, (index) => `n${index}: { let: {}, after: n${(index + 1) % 5_000} }`)),
      'OST303',
    ],
    'a fault in every place of one long line': [
      () => many(50_000, (index) => `&a${index}`).replaceAll('\n', ' '),
      'OST101',
    ],
    'braces that nothing opens': [() => '}'.repeat(400_000), 'OST101'],
    'more words than a definition can have': [() => '\n'.repeat(2_500_000), 'OST501'],
    'thousands of documents': [() => '---\n'.repeat(50_000), 'OST107'],
  };

  it.each(Object.keys(cases))('%s', { timeout: 30_000 }, (name) => {
    const [text, code] = cases[name] ?? [() => '', ''];
    const { diagnostics } = compile(text());
    expect(diagnostics.length).toBeLessThanOrEqual(101);
    expect(diagnostics.map((each) => each.code)).toContain(code);
    for (const { message } of diagnostics.filter((each) => each.code === 'OST303'))
      expect(message.length).toBeLessThan(500);
  });
});

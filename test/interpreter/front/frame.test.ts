import { describe, expect, it } from 'vitest';
import { formatDiagnostic, renderFrame } from '../../../src/interpreter/index.ts';
import { compile, withNodes } from './support.ts';

const lines = ['one', 'two', 'three', 'four', 'five', ''];

describe('frame', () => {
  it('shows two lines before, one after, and a caret', () => {
    expect(renderFrame(lines, { line: 3, column: 2, endLine: 3, endColumn: 4 })).toBe(
      ['1 | one', '2 | two', '3 | three', '  |  ^^', '4 | four'].join('\n'),
    );
  });

  it('shows what there is at the ends of the text', () => {
    expect(renderFrame(lines, { line: 1, column: 1, endLine: 1, endColumn: 1 })).toBe(
      '1 | one\n  | ^\n2 | two',
    );
    expect(renderFrame(lines, { line: 5, column: 5, endLine: 5, endColumn: 5 })).toBe(
      '3 | three\n4 | four\n5 | five\n  |     ^',
    );
  });

  it('marks the rest of the first line of what goes on over lines', () => {
    expect(renderFrame(lines, { line: 1, column: 2, endLine: 3, endColumn: 2 })).toContain(
      '1 | one\n  |  ^^',
    );
  });

  it('replaces tabs by one blank each, so that the caret stands right', () => {
    expect(renderFrame(['a\tb'], { line: 1, column: 3, endLine: 1, endColumn: 4 })).toBe('1 | a b\n  |   ^');
  });

  it('cuts long lines to a window around the place', () => {
    const long = `${'x'.repeat(5_000)}HERE${'y'.repeat(5_000)}`;
    const frame = renderFrame([long], { line: 1, column: 5_001, endLine: 1, endColumn: 5_005 });
    const [text = '', caret = ''] = frame.split('\n');
    expect(Math.max(text.length, caret.length)).toBeLessThan(140);
    expect(text.slice(caret.indexOf('^'), caret.lastIndexOf('^') + 1)).toBe('HERE');
  });
});

describe('formatDiagnostic', () => {
  it('prints like a compiler', () => {
    const [fault] = compile(withNodes('a: { run: [x] }\nb: { after: aa, run: [x] }')).diagnostics;
    expect(
      fault && formatDiagnostic(fault, 'x.yaml'),
    ).toBe(`x.yaml:5:15 error OST301: There is no node \`aa\`.
  3 | nodes:
  4 |   a: { run: [x] }
  5 |   b: { after: aa, run: [x] }
    |               ^^
  help: Did you mean \`a\`?`);
  });
});

describe('places', () => {
  it.each([
    ['a: { let: { x: "${ inputs.a }" } }', 4, 22],
    ["a: { let: { x: 'it''s ${ inputs.a }' } }", 4, 28],
    ['a:\n  let:\n    x: |\n      one\n      two ${ inputs.a }', 8, 16],
    ['a:\n  let:\n    x: >-\n      one\n      two ${ inputs.a }', 8, 16],
    ['a:\n  let:\n    x: one\n      two ${ inputs.a }', 7, 16],
    ['a: { when: inputs.a == 1, run: [x] }', 4, 14],
    ['a: { when: "${ inputs.a == 1 }", run: [x] }', 4, 18],
    ['a: { when: "  inputs.a == 1", run: [x] }', 4, 17],
  ])('of an expression in %j', (nodes, line, column) => {
    expect(compile(withNodes(nodes)).diagnostics[0]).toMatchObject({ code: 'OST402', line, column });
  });

  it('are right behind a quote that is never closed', () => {
    const text = `"${withNodes('a: { run: [./a.sh, "${ input.a }"] }\nb:\n  run: [./b.sh]')}`;
    const lines = text.split('\n');
    for (const { line, column } of compile(text).diagnostics) {
      expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1);
    }
  });

  it('have an end', () => {
    const [fault] = compile(withNodes('a: { let: { x: "${ inputs.a }" } }')).diagnostics;
    expect(fault).toMatchObject({ endLine: 4, endColumn: 28 });
  });
});

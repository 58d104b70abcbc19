/** Whatever is sent, there is an answer: diagnostics with places in the text, and a plan only without errors. */
import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compile, withNodes } from './support.ts';

const flagship = readFileSync(new URL('./flagship.yaml', import.meta.url), 'utf8');

function answers(text: string): void {
  const { plan, diagnostics } = compile(text);
  const lines = text.split('\n');
  for (const { line, column, endLine, endColumn, frame, message } of diagnostics) {
    expect(line).toBeGreaterThan(0);
    expect(line).toBeLessThanOrEqual(lines.length);
    expect(column).toBeGreaterThan(0);
    expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 2);
    expect(endLine > line || (endLine === line && endColumn >= column)).toBe(true);
    expect(frame).not.toBe('');
    expect(message).not.toBe('');
  }
  expect(plan === undefined).toBe(diagnostics.some(({ severity }) => severity === 'error'));
}

describe('compileDefinition', () => {
  it('answers to the flagship definition without a fault', () => {
    expect(compile(flagship).diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('answers to any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), answers), { numRuns: 300 });
  });

  it('answers to any JSON', () => {
    fc.assert(fc.property(fc.json(), answers), { numRuns: 200 });
  });

  it('answers to any JSON in place of the nodes, of a node, of a key', () => {
    const head = '"ostinato": 1, "name": "t"';
    const keys = fc.constantFrom(
      'run',
      'agent',
      'do',
      'after',
      'join',
      'set',
      'switch',
      'compensate',
      'human',
      'wait',
    );
    fc.assert(
      fc.property(fc.json({ maxDepth: 3 }), keys, (value, key) => {
        answers(`{${head}, "nodes": ${value}}`);
        answers(`{${head}, "nodes": {"a": ${value}}}`);
        answers(`{${head}, "nodes": {"a": {"${key}": ${value}}, "b": {"run": ["x"], "after": "a"}}}`);
        answers(`{${head}, "nodes": {"a": {"run": ["x"], "${key}": ${value}}}}`);
        answers(
          `{${head}, "input": ${value}, "vars": ${value}, "limits": ${value}, "output": ${value}, "nodes": {"a": {"run": ["x"]}}}`,
        );
      }),
      { numRuns: 100 },
    );
  });

  it('answers to the flagship with a piece cut out, doubled or replaced', () => {
    const at = fc.nat(flagship.length);
    const junk = fc.constantFrom(
      '',
      '\n',
      '  ',
      '${',
      '}',
      '{',
      '[',
      ':',
      '- ',
      '#',
      '!',
      '&a ',
      '*a',
      "'",
      '"',
      '\t',
      'nodes.',
      '\u0000',
      '\uD83D',
    );
    fc.assert(
      fc.property(at, fc.nat(40), junk, fc.boolean(), (start, length, put, keep) => {
        answers(flagship.slice(0, start) + put + flagship.slice(keep ? start : start + length));
      }),
      { numRuns: 300 },
    );
  });

  it('answers to random graphs, the same each time', () => {
    const name = fc.constantFrom('a', 'b', 'c', 'd');
    const entry = fc.oneof(
      name,
      name.map((node) => `{ node: ${node}, again: 2 }`),
      name.map((node) => `{ node: ${node}, on: [error, skipped] }`),
      name.map((node) => `${node}.go`),
    );
    const body = fc.oneof(
      name.map((node) => `let: { x: "\${ nodes.?${node}.?output }" }`),
      name.map((node) => `let: { x: "\${ nodes.${node}.output }", y: "\${ vars.v }" }`),
      fc.constant('switch: { go: input.x, stop: true }'),
      fc.constant('set: { v: 1 }'),
      name.map((node) => `do: { inner: { run: ["\${ nodes.${node}.status }"] } }`),
    );
    const node = fc.tuple(
      fc.array(entry, { maxLength: 3 }),
      body,
      fc.constantFrom('live', 'all', 'any', '{ count: 2 }'),
    );
    fc.assert(
      fc.property(fc.array(node, { minLength: 4, maxLength: 4 }), (nodes) => {
        const text = withNodes(
          nodes
            .map(
              ([after, rest, join], index) =>
                `${'abcd'.charAt(index)}: { after: [${after.join(', ')}], join: ${join}, ${rest} }`,
            )
            .join('\n'),
          'vars: { v: 0 }',
        );
        answers(text);
        expect(compile(text)).toEqual(compile(text));
      }),
      { numRuns: 300 },
    );
  });
});

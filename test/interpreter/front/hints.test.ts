/**
 * What people and models write who know other systems, or write from memory: the hint says what to write instead. Each
 * mistake in `mistakes/` stands with the whole answer that its author sees.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatDiagnostic } from '../../../src/interpreter/index.ts';
import { kinds, shapes } from '../../../src/interpreter/front/document/kinds.ts';
import { hintForWord } from '../../../src/interpreter/front/document/words.ts';
import { compile, withNodes } from './support.ts';

const folder = new URL('./mistakes/', import.meta.url);
const mistakes = readdirSync(folder).filter((file) => file.endsWith('.yaml'));

describe('mistakes', () => {
  it('are at least forty', () => {
    expect(mistakes.length).toBeGreaterThanOrEqual(40);
  });

  it.each(mistakes)('%s', (file) => {
    const { diagnostics } = compile(readFileSync(new URL(file, folder), 'utf8'));
    const shown = `${diagnostics.map((each) => formatDiagnostic(each, file)).join('\n\n')}\n`;
    expect(shown).toBe(readFileSync(new URL(file.replace('.yaml', '.txt'), folder), 'utf8'));
    expect(diagnostics.length).toBeGreaterThan(0);
    for (const { hint } of diagnostics) expect(hint).toBeDefined();
  });
});

it('no kind of node is taken for a word of another system', () => {
  for (const kind of kinds) expect([kind, hintForWord(kind)]).toEqual([kind, undefined]);
  for (const key of ['after', 'when', 'join', 'rest', 'retry', 'timeout', 'lock', 'returns', 'output'])
    expect([key, hintForWord(key)]).toEqual([key, undefined]);
  expect(Object.keys(shapes)).toEqual(kinds);
});

const cases: readonly (readonly [what: string, text: string, hint: string])[] = [
  [
    'an outcome of another system',
    'b: { run: [x], after: { node: a, on: failure } }',
    'Did you mean `error`?',
  ],
  [
    'a word for a list',
    'b: { agent: {}, prompt: x, tools: web.search }',
    'Write a list: `tools: [web.search]`.',
  ],
  [
    'a word for the sandbox',
    'b: { run: [x], isolation: true }',
    'A program is shut in with `sandbox: strict`.',
  ],
  ['a number for a text', 'b: { run: [x, 1] }', 'Put quotes round it: "1".'],
  ['a text for a number', 'b: { run: [x], retry: { attempts: "3" } }', 'Write it without quotes: 3.'],
  ['a text for true', 'b: { run: x, shell: "true" }', 'Write it without quotes: true.'],
  [
    'a number as join',
    'b: { run: [x], join: 2 }',
    'Write `join: { count: 2 }` for the second one that comes.',
  ],
  [
    'a key one level too deep',
    'b: { agent: { prompt: x } }',
    '`prompt` stands beside `agent`, one level further out.',
  ],
  ['a duration as deadline', 'b: { human: x, deadline: 2d }', 'Write `deadline: { after: 2d }`.'],
  ['nothing below a name', 'b:', 'Indent what belongs to it more than its name.'],
  ['a name that is like no other', 'b: { run: [x], after: elsewhere }', 'The nodes here are a, b.'],
];

describe('hints', () => {
  it.each(cases)('%s', (_, node, hint) => {
    const { diagnostics } = compile(withNodes(`a: { run: [x] }\n${node}`));
    expect(diagnostics.map((each) => each.hint)).toContain(hint);
  });

  it('a text where nodes stand', () => {
    const [fault] = compile('ostinato: 1\nname: t\nnodes: run ls\n').diagnostics;
    expect(fault?.hint).toBe(
      'Each node stands below under its name, indented: `first: { run: [./work.sh] }`.',
    );
  });

  it('numbers that JSON does not have are told once', () => {
    for (const number of ['1e400', '99999999999999999999', '.inf', '.nan'])
      expect(
        compile(withNodes(`a: { run: [x], retry: ${number} }`)).diagnostics.map(({ code }) => code),
      ).toEqual(['OST110']);
  });
});

it('a title of the whole definition cannot read the run, and says who can', () => {
  const { diagnostics } = compile(
    'ostinato: 1\nname: x\ntitle: For ${ input.n }\nnodes: { a: { let: { v: 1 } } }\n',
  );
  expect(diagnostics).toMatchObject([{ code: 'OST211', path: 'title', line: 3 }]);
  expect(diagnostics[0]?.message).toBe('`title` must be text without `${ }`.');
  expect(diagnostics[0]?.hint).toContain('node');
});

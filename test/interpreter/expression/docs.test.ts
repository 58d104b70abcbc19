/** The tables of the page are made from the code; this test fails when they differ, and `-u` writes them. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { groups } from '../../../src/interpreter/expression/functions/index.ts';
import { signature } from '../../../src/interpreter/expression/functions/define.ts';
import { limits } from '../../../src/interpreter/expression/limits.ts';
import { macroNames } from '../../../src/interpreter/expression/syntax.ts';

const page = new URL('../../../docs/language/expressions.md', import.meta.url);

function functionTables(): string {
  return groups
    .map(([title, functions]) => {
      const rows = functions.map((found) => {
        const [expression, value] = found.example;
        return `| \`${signature(found)}\` | ${found.doc} | \`${expression}\` is \`${JSON.stringify(value)}\` |`;
      });
      return [`### ${title}`, '', '| function | gives | for example |', '| --- | --- | --- |', ...rows].join(
        '\n',
      );
    })
    .join('\n\n');
}

const limitWords: Readonly<Record<keyof typeof limits, string>> = {
  text: 'characters of one expression',
  terms: 'terms (names, literals, operators, calls) of one expression',
  depth: 'levels of terms inside each other',
  nesting: 'of `map`, `filter`, … inside each other',
  items: 'items visited in one evaluation',
  work: 'units of work (terms, characters, items read or made) in one evaluation',
  list: 'items of a list that a function or `+` makes',
  string: 'characters of a text that a function or `+` makes',
  result: 'characters of JSON that one value or template gives',
  values: 'levels of lists and objects inside each other',
  pattern: 'characters of a regular expression',
  program: 'parts of a regular expression whose repetitions are written out (`a{5}` is 10)',
};

function limitTable(): string {
  const rows = Object.entries(limitWords).map(
    ([name, words]) => `| ${limits[name as keyof typeof limits].toLocaleString('en-US')} | ${words} |`,
  );
  return ['| at most | of |', '| --- | --- |', ...rows].join('\n');
}

function withTable(text: string, name: string, table: string): string {
  const pattern = new RegExp(`(<!-- ${name}:[^>]*-->\n)[\\s\\S]*(<!-- /${name} -->)`);
  return text.replace(pattern, (_all, start: string, end: string) => `${start}\n${table}\n\n${end}`);
}

describe('docs/language/expressions.md', () => {
  const text = readFileSync(page, 'utf8');

  it('has the tables of functions and bounds as the code has them', async () => {
    const fresh = withTable(withTable(text, 'functions', functionTables()), 'limits', limitTable());
    await expect(fresh).toMatchFileSnapshot(fileURLToPath(page));
  });

  it('names every form for each item', () => {
    for (const macro of macroNames) expect(text).toContain(`list.${macro}(`);
  });
});

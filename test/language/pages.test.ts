/** What the pages for authors show are definitions without a fault, whole or cut out of one. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withErrorTypes } from '../../scripts/error-types.ts';
import { compile, withNodes } from '../interpreter/front/support.ts';

const pages = ['start', 'nodes', 'order', 'blocks', 'errors', 'people', 'events'];

function textOf(page: string): string {
  return readFileSync(join(import.meta.dirname, `../../docs/language/${page}.md`), 'utf8');
}

function examplesOf(page: string): readonly string[] {
  return [...textOf(page).matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, example = '']) => example);
}

it('errors.md has the types of errors as the code has them: `npm run docs` writes them', () => {
  expect(textOf('errors')).toBe(withErrorTypes(textOf('errors')));
});

describe.each(pages)('docs/language/%s.md', (page) => {
  it.each(examplesOf(page))('%s', (example) => {
    const text = example.startsWith('ostinato:') ? example : withNodes(example);
    const { plan, diagnostics } = compile(text);
    // In a piece of a definition an outcome may lead nowhere.
    const told = diagnostics.filter(({ code }) => code !== 'OST603');
    expect(told.map(({ line, code, message }) => `${line}: ${code} ${message}`)).toEqual([]);
    expect(plan).toBeDefined();
  });
});

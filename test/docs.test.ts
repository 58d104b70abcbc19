import { existsSync } from 'node:fs';
import { glob, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

/** Relative links, from the page's own folder, and files named in `code`, from the root. */
function placesIn(page: string, text: string): string[] {
  const links = [...text.matchAll(/\]\((?!https?:)([^)#\s]+)/g)].map(([, link = '']) =>
    join(dirname(page), link),
  );
  const files = [...text.matchAll(/`((?:src|test|docs|bench|scripts)\/[\w./-]+)`/g)].map(
    ([, file = '']) => file,
  );
  return [...links, ...files];
}

it('every file that a page names is there', async () => {
  const missing: string[] = [];
  for await (const page of glob('{*.md,docs/**/*.md,bench/*.md}', { cwd: root })) {
    const places = placesIn(page, await readFile(join(root, page), 'utf8'));
    missing.push(
      ...places.filter((place) => !existsSync(join(root, place))).map((place) => `${page}: ${place}`),
    );
  }
  expect(missing).toEqual([]);
});

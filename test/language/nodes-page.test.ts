/** docs/language/nodes.md names every kind, and every key that it has. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { definition } from '../../src/interpreter/front/document/definition.ts';
import { kinds, shapes } from '../../src/interpreter/front/document/kinds.ts';

const page = readFileSync(new URL('../../docs/language/nodes.md', import.meta.url), 'utf8');
const sections = page.split(/^## /m);
const section = (title: string): string => sections.find((text) => text.startsWith(title)) ?? '';

/** Keys that stand in the first column of a table. */
const firstColumn = (text: string): readonly string[] =>
  [...text.matchAll(/^\| ((?:`\w+`(?:, )?)+) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`(\w+)`/g)].map(([, key = '']) => key),
  );
const shared = ['Order', 'Work', 'Blocks', 'People'].flatMap((title) => firstColumn(section(title)));

it('of nodes', () => {
  const rows = section('Kinds').split('\n');
  const missing = kinds.flatMap((kind) => {
    const row = rows.find((line) => line.startsWith(`| \`${kind}\` |`)) ?? '';
    const told = new Set([...[...row.matchAll(/`(\w+)`/g)].map(([, key = '']) => key), ...shared]);
    return Object.keys(shapes[kind].shape).flatMap((key) => (told.has(key) ? [] : [`${kind}.${key}`]));
  });
  expect(missing).toEqual([]);
});

it('of the definition', () => {
  const told = new Set([...firstColumn(section('The definition')), ...shared]);
  expect(Object.keys(definition.shape).filter((key) => !told.has(key))).toEqual([]);
});

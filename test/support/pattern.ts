/**
 * The 43 control-flow patterns of the Workflow Patterns initiative, one file each under test/patterns/. Owns their shape
 * and how each case of one becomes a fixture.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import type { Fixture } from './fixture.ts';

export interface Pattern {
  readonly pattern: number;
  readonly title: string;
  readonly file: string;
  /** One sentence: how the language expresses it, or why not. */
  readonly how: string;
  /** Absent where the language does not express it directly. */
  readonly definition?: string;
  readonly children?: Fixture['children'];
  readonly cases?: readonly Pick<Fixture, 'input' | 'sent' | 'unordered' | 'expect'>[];
}

const folder = join(import.meta.dirname, '../patterns');

/** In the order of their numbers. */
export function patterns(): readonly Pattern[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => ({
      ...(parse(readFileSync(join(folder, file), 'utf8')) as Omit<Pattern, 'file'>),
      file: basename(file),
    }));
}

export function casesOf(pattern: Pattern): readonly Fixture[] {
  const { definition, children, cases = [], file, title } = pattern;
  if (definition === undefined) return [];
  return cases.map((each, index) => ({
    rule: 'patterns',
    name: `${file} ${index + 1}`,
    title,
    definition,
    ...(children && { children }),
    ...each,
  }));
}

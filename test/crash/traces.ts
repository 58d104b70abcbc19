/**
 * What work leaves behind outside of any run: a line in DATA/effects for each time that it was really done, and one in
 * DATA/processes for each process that it has started. Owns the two files; programs write to them by themselves.
 */
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProcess } from '../../src/activities/run/processes.ts';
import type { Pace } from './world.ts';

export interface Done {
  readonly key: string;
  readonly doer: Pace | 'program';
  /** Ms since 1970. */
  readonly at: number;
}

/** With the pid, its start names one process for good. */
interface Begun {
  readonly pid: number;
  readonly started: string;
}

export function noteDone(data: string, key: string, doer: Done['doer']): void {
  const done: Done = { key, doer, at: Date.now() };
  // A short line that is appended is whole, whoever else writes.
  appendFileSync(join(data, 'effects'), `${JSON.stringify(done)}\n`);
}

export function doneIn(data: string): readonly Done[] {
  // As `noteDone` and the program have written them.
  return linesOf(data, 'effects') as readonly Done[];
}

/** Pids of those that still run. */
export async function runningIn(data: string): Promise<readonly number[]> {
  const begun = linesOf(data, 'processes') as readonly Begun[];
  const now = await Promise.all(begun.map(({ pid }) => findProcess(pid)));
  return begun.flatMap(({ pid, started }, at) => (now[at]?.started === started ? [pid] : []));
}

function linesOf(data: string, file: string): readonly unknown[] {
  const text = readFileSync(join(data, file), { encoding: 'utf8', flag: 'a+' });
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as unknown]));
}

/**
 * Histories of finished runs, kept in test/histories/v<plan version>/ so that later builds can replay them. Owns their
 * names and their form: gzipped JSON, a list of the executions of one run.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import type { temporal } from '@temporalio/proto';
import { PLAN_VERSION } from '../../src/interpreter/plan.ts';
import type { Fixture } from './fixture.ts';

/** Asked for by `npm run histories`. */
export const recording = process.env['OSTINATO_RECORD'] === '1';

type History = temporal.api.history.v1.IHistory;

/** In one execution, or in many that each go on where the one before has left off. */
export const modes = ['one', 'many'] as const;
/** The same with tools in the local lane. */
export const localModes = ['local', 'local-many'] as const;
export type Mode = (typeof modes)[number] | (typeof localModes)[number];

const folder = join(import.meta.dirname, '../histories');
const ending = '.json.gz';

export function recordingOf({ rule, name }: Pick<Fixture, 'rule' | 'name'>, mode: Mode): string {
  return `v${PLAN_VERSION}/${rule}-${name}.${mode}`;
}

/** What is recorded stays: a history of an older build is worth more than one of this. */
export async function recordHistories(
  fixture: Pick<Fixture, 'rule' | 'name'>,
  mode: Mode,
  histories: readonly History[],
): Promise<void> {
  const file = join(folder, recordingOf(fixture, mode) + ending);
  if (existsSync(file)) return;
  mkdirSync(join(file, '..'), { recursive: true });
  const text = JSON.stringify(histories.map((history) => JSON.parse(historyToJSON(history)) as unknown));
  writeFileSync(file, gzipSync(text, { level: 9 }));
}

/** Names of all recordings. */
export function recordings(): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length))
    .sort();
}

interface Recorded {
  readonly events: readonly {
    readonly workflowExecutionStartedEventAttributes?: { readonly workflowId?: string };
  }[];
}

/** The executions of a recorded run, oldest first, as the SDK's replayer takes them. */
export function recorded(name: string): readonly Recorded[] {
  return JSON.parse(gunzipSync(readFileSync(join(folder, name + ending))).toString('utf8')) as Recorded[];
}

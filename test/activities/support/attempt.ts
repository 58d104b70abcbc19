/** Attempts, calls and programs for the tests of the activities. */
import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Attempt } from '../../../src/activities/attempt.ts';
import type { ActivityLog } from '../../../src/activities/deps.ts';
import type { RunCall } from '../../../src/interpreter/call.ts';
import type { Json } from '../../../src/interpreter/json.ts';
import type { RetryPlan } from '../../../src/interpreter/plan.ts';
import type { ArtifactStore, CollectableArtifacts } from '../../../src/store/artifacts.ts';
import { createFileArtifacts } from '../../../src/store/file-artifacts.ts';

export const once: RetryPlan = { attempts: 1, backoffMs: 1_000, factor: 2, maxMs: 60_000, jitter: 0 };

export function attemptOf(over: Partial<Attempt> = {}): Attempt & { readonly beats: Json[] } {
  const beats: Json[] = [];
  return {
    runId: 'run-1',
    workflow: 'publish-article',
    activity: 'tool.x',
    node: 'publish#1',
    number: 1,
    local: false,
    scheduledAt: Date.now(),
    signal: new AbortController().signal,
    remembered: undefined,
    beat: (details) => beats.push(details),
    beats,
    ...over,
  };
}

export function runCall(over: Partial<RunCall> = {}): RunCall {
  return {
    kind: 'run',
    key: 'run-1/publish#1',
    retry: once,
    argv: ['true'],
    shell: false,
    env: {},
    secrets: {},
    json: false,
    ...over,
  };
}

export function shell(script: string, over: Partial<RunCall> = {}): RunCall {
  return runCall({ argv: [script], shell: true, ...over });
}

/** For what neither keeps files nor reads them. */
export const noArtifacts: ArtifactStore = {
  put: () => Promise.reject(new Error('no file was to be kept')),
  read: () => Promise.reject(new Error('no file was to be read')),
};

export interface Entry {
  readonly fields: object;
  readonly message: string;
}

/** A log that keeps what it is told. */
export function keepingLog(): ActivityLog & { readonly entries: Entry[] } {
  const entries: Entry[] = [];
  const keep = (fields: object, message: string) => void entries.push({ fields, message });
  return { debug: keep, info: keep, warn: keep, error: keep, entries };
}

export interface Workshop {
  readonly root: string;
  readonly programs: string;
  readonly data: string;
  readonly artifacts: CollectableArtifacts;
  /** Writes an executable into the programs folder. */
  program(name: string, text: string): Promise<string>;
  remove(): Promise<void>;
}

export async function openWorkshop(): Promise<Workshop> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'activities-')));
  const programs = join(root, 'programs');
  await mkdir(programs);
  return {
    root,
    programs,
    data: join(root, 'data'),
    artifacts: createFileArtifacts(join(root, 'data', 'artifacts')),
    async program(name, text) {
      const path = join(programs, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
      await chmod(path, 0o755);
      return path;
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}

/**
 * Fixtures on a real server with real activities, and again by replay of the history that they made. Owns the world
 * around them: other definitions, the keepers of events and locks, and what is sent when.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import type { Catalogue } from '../../src/interpreter/catalogue.ts';
import type { Answer } from '../../src/interpreter/core/event.ts';
import { createPeers } from '../../src/client/peers.ts';
import { createFileDefinitions } from '../../src/store/file-definitions.ts';
import { resumeSignal } from '../../src/workflows/messages.ts';
import { testActivities, type TestActivities } from './activities.ts';
import { expectAsWritten, type Fixture, inputOf, planOf } from './fixture.ts';
import type { Sent } from './memory-run.ts';
import { quickCatalogue, testCatalogue } from './tools.ts';
import { type Mode, recordHistories, recording } from './recorded.ts';
import { isQuiet, openTemporal, type TestTemporal, until } from './temporal.ts';

/** Histories are recorded by these names (`recorded.ts`). */
const modes: Readonly<Record<Mode, { readonly continueAfter?: number; readonly catalogue?: Catalogue }>> = {
  one: {},
  /** Events after which a run goes on in a new execution. */
  many: { continueAfter: 8 },
  local: { catalogue: quickCatalogue },
  'local-many': { catalogue: quickCatalogue, continueAfter: 8 },
};

export interface FixtureServer {
  /** Rejects when the run does not end as written. */
  run(fixture: Fixture): Promise<void>;
  /** Replays all histories that were made; gives what went wrong. */
  replay(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export async function openFixtureServer(
  fixtures: readonly Fixture[],
  mode: Mode = 'one',
): Promise<FixtureServer> {
  const { continueAfter, catalogue = testCatalogue } = modes[mode];
  const folder = mkdtempSync(join(tmpdir(), 'fixtures-'));
  const definitions = createFileDefinitions(folder);
  for (const { children = {} } of fixtures) {
    for (const [name, text] of Object.entries(children)) await definitions.put(name, text, 'yaml');
  }
  let world: TestActivities | undefined;
  const temporal = await openTemporal(
    (reached) => {
      world = testActivities({ definitions, catalogue, peers: createPeers(reached) });
      return world.activities;
    },
    continueAfter === undefined ? {} : { continueAfter },
  );
  const made: WorkflowHandle[] = [];
  return {
    async run(fixture) {
      const plan = planOf(fixture, catalogue);
      const handle = await temporal.start(plan, inputOf(fixture, plan), fixture.by);
      await sendAll(temporal, handle, fixture);
      await handle.result().catch(() => 'read from the history below');
      const { state } = await temporal.folded(handle);
      expectAsWritten(fixture, plan, state);
      made.push(handle);
      if (recording) await recordHistories(fixture, mode, await temporal.histories(handle));
    },
    replay: () => temporal.replayAll(made),
    async close() {
      await temporal.close();
      world?.close();
      rmSync(folder, { recursive: true });
    },
  };
}

function isAnswer(sent: Sent): sent is Answer {
  return !('cancel' in sent || 'event' in sent || 'verb' in sent);
}

/**
 * What comes from the keepers comes when nothing is under way in the run. Some answers are meant for nobody: they are
 * sent after a while.
 */
async function untilAsked(
  temporal: TestTemporal,
  handle: WorkflowHandle,
  { node, request }: Answer,
): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (Date.now() < deadline) {
    const { requests } = (await temporal.folded(handle)).state;
    const isIt = (id: string) => id === request || (node !== undefined && nameOf(id) === node);
    if (Object.keys(requests).some(isIt)) return;
    await setTimeout(50);
  }
}

const patienceMs = 3_000;

/** `blk#1/ask#2` → `ask` */
function nameOf(id: string): string {
  return id.slice(id.lastIndexOf('/') + 1, id.lastIndexOf('#'));
}

/** One after the other, each when nothing is under way but what waits. */
async function sendAll(
  temporal: TestTemporal,
  handle: WorkflowHandle,
  { sent = [] }: Fixture,
): Promise<void> {
  for (const next of sent) {
    await until(async () => {
      const { events } = await handle.fetchHistory();
      return isQuiet(events ?? []) ? true : undefined;
    });
    if (isAnswer(next)) await untilAsked(temporal, handle, next);
    await send(handle, next);
  }
}

function send(handle: WorkflowHandle, sent: Sent): Promise<unknown> {
  if ('cancel' in sent) return handle.cancel();
  if ('event' in sent) return handle.signal('event', sent.event);
  if (!('verb' in sent)) return handle.signal(resumeSignal, sent);
  const { do: verb, ...rest } = sent.verb;
  return handle.signal(verb, rest);
}

/** Every fixture on a real server with real activities, and again by replay of the history that it made. */
import { type WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { resumeSignal } from '../../src/workflows/messages.ts';
import { testActivities } from '../support/activities.ts';
import { expectAsWritten, type Fixture, fixtures, inputOf, planOf } from '../support/fixture.ts';
import type { Sent } from '../support/memory-run.ts';
import { isQuiet, openTemporal, type TestTemporal, until } from '../support/temporal.ts';

const world = testActivities();
let temporal: TestTemporal;
beforeAll(async () => {
  temporal = await openTemporal(world.activities);
});
afterAll(async () => {
  await temporal.close();
  world.close();
});

/** Sends one after the other, each when nothing is under way but what waits. */
async function sendAll(handle: WorkflowHandle, { sent = [] }: Fixture): Promise<void> {
  for (const next of sent) {
    await until(async () => {
      const { events } = await handle.fetchHistory();
      return isQuiet(events ?? []) ? true : undefined;
    });
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

describe.concurrent('on a real server, and by replay', () => {
  for (const fixture of fixtures()) {
    it(`${fixture.rule} ${fixture.name}: ${fixture.title}`, async () => {
      const plan = planOf(fixture);
      const handle = await temporal.start(plan, inputOf(fixture, plan));
      await sendAll(handle, fixture);
      await handle.result().catch(() => 'read from the history below');
      const { state } = await temporal.folded(handle);
      expectAsWritten(fixture, plan, state);
      await temporal.replay(handle);
    });
  }
});

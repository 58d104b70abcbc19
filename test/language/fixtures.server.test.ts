/** Every fixture on a real server with real activities, and again by replay of the history that it made. */
import { type WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { resumeSignal } from '../../src/workflows/messages.ts';
import { testActivities } from '../support/activities.ts';
import { expectAsWritten, type Fixture, fixtures, inputOf, planOf } from '../support/fixture.ts';
import { openTemporal, type TestTemporal, until } from '../support/temporal.ts';

const world = testActivities();
let temporal: TestTemporal;
beforeAll(async () => {
  temporal = await openTemporal(world.activities);
});
afterAll(async () => {
  await temporal.close();
  world.close();
});

/** Sends the answers one after the other, each when nothing else is under way and the last one was heard. */
async function answer(handle: WorkflowHandle, fixture: Fixture): Promise<void> {
  for (const [sent, next] of (fixture.answers ?? []).entries()) {
    await until(async () => {
      const { state } = await temporal.folded(handle);
      const heard =
        state.refused.length + Object.values(state.answers).filter(({ how }) => how === 'answered').length;
      return heard === sent && state.slots === 0 && Object.keys(state.requests).length > 0 ? true : undefined;
    });
    if ('cancel' in next) await handle.cancel();
    else await handle.signal(resumeSignal, next);
  }
}

describe.concurrent('on a real server, and by replay', () => {
  for (const fixture of fixtures()) {
    it(`${fixture.rule} ${fixture.name}: ${fixture.title}`, async () => {
      const plan = planOf(fixture);
      const handle = await temporal.start(plan, inputOf(fixture, plan));
      await answer(handle, fixture);
      await handle.result().catch(() => 'read from the history below');
      const { state } = await temporal.folded(handle);
      expectAsWritten(fixture, plan, state);
      await temporal.replay(handle);
    });
  }
});

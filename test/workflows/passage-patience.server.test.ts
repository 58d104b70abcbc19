/** Something long is under way when a run should go on in a new execution: the rest goes on for a while (PA2). */
import { setTimeout } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { compiled } from '../support/fixture.ts';
import { openTemporal, type TestTemporal } from '../support/temporal.ts';

const seen: string[] = [];
let temporal: TestTemporal;
beforeAll(async () => {
  temporal = await openTemporal(
    {
      default: async ({ input }: { readonly input: { readonly long?: boolean } }) => {
        if (input.long !== true) seen.push('lap');
        else await beLong();
        return null;
      },
    },
    { continueAfter: 20 },
  );
});
afterAll(() => temporal.close());

/** On both sides of the 30 s after which the gate is opened. */
async function beLong(): Promise<void> {
  for (let second = 0; second < 50; second++) {
    if (second === 25) seen.push('before');
    Context.current().heartbeat();
    await setTimeout(1_000);
  }
  seen.push('after');
}

it('waits for half a minute, goes on, and passes when the long one has ended', async () => {
  const plan = compiled(`
ostinato: 1
name: patience
nodes:
  long: { tool: test.echo, input: { long: true } }
  laps:
    repeat: 8
    nodes:
      pause: { wait: 1s }
      work: { after: pause, tool: test.echo, input: {} }
`);
  const handle = await temporal.start(plan);
  await handle.result();
  const lapsBetween = seen
    .slice(seen.indexOf('before'), seen.indexOf('after'))
    .filter((what) => what === 'lap');
  expect(lapsBetween.length).toBeGreaterThan(0);
  expect(seen.filter((what) => what === 'lap')).toHaveLength(8);
  expect((await temporal.histories(handle)).length).toBeGreaterThan(1);
  // The timer of the passage has a number among those of the waits.
  const { state } = await temporal.folded(handle);
  expect(state.result?.status).toBe('succeeded');
  expect(state.ops).toEqual({});
  await temporal.replay(handle);
});

/** Values that come near what Temporal takes: 2 MiB in a payload, 4 MiB in a task, 50 MiB in a history. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { compiled } from '../support/fixture.ts';
import { openTemporal, type TestTemporal } from '../support/temporal.ts';

let temporal: TestTemporal;
beforeAll(async () => {
  temporal = await openTemporal({ default: async () => null }, { continueAfter: 100 });
});
afterAll(() => temporal.close());

it('what waits when a run goes on is more than a payload and a task take', async () => {
  const plan = compiled(`
ostinato: 1
name: wide
limits: { parallel: 500 }
nodes:
  all:
    map: "\${ range(0, 450) }"
    concurrency: 450
    nodes: { work: { tool: test.echo, input: { text: "\${ input.text }" } } }
  last: { after: all, tool: test.echo, input: {} }
output: done
`);
  const handle = await temporal.start(plan, { text: 'x'.repeat(14_000) });
  expect(await handle.result()).toBe('done');
  const histories = await temporal.histories(handle);
  expect(histories.length).toBeGreaterThan(1);
  expect((await temporal.folded(handle)).state.result).toMatchObject({ status: 'succeeded' });
  await temporal.replay(handle);
});

it('what is under way at once is more than a mutable state holds, with titles as long as they may be', async () => {
  const plan = compiled(`
ostinato: 1
name: heavy
title: ${'t'.repeat(190)}
limits: { parallel: 900 }
nodes:
  all:
    map: "\${ range(0, 700) }"
    concurrency: 900
    shard: 1000
    nodes:
      work: { title: "\${ input.title }", tool: test.echo, input: { text: "\${ input.text }" } }
  ask: { human: "\${ input.title }", title: "\${ input.title }", deadline: { after: 1ms, outcome: ok }, outcomes: [ok] }
output: done
`);
  const handle = await temporal.start(plan, { text: 'x'.repeat(14_000), title: 'ü€'.repeat(40_000) });
  expect(await handle.result()).toBe('done');
  expect((await temporal.folded(handle)).state.result).toMatchObject({ status: 'succeeded' });
  await temporal.replay(handle);
});

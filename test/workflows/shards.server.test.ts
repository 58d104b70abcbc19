/** Maps that are done in parts, by runs of their own, on a real server (SH1–SH3). */
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compiled } from '../support/fixture.ts';
import { splitEarly } from '../support/split.ts';
import { verbSignal, verbUpdate } from '../../src/workflows/messages.ts';
import { openTemporal, type TestTemporal, until } from '../support/temporal.ts';

interface ToolCall {
  readonly key: string;
  readonly input?: { readonly ms?: number; readonly fails?: boolean };
}

let temporal: TestTemporal;
let calls: string[] = [];
beforeAll(async () => {
  temporal = await openTemporal(
    {
      default: async ({ key, input }: ToolCall) => {
        calls.push(key);
        await setTimeout(input?.ms ?? 0);
        if (input?.fails === true) throw new Error('Odd');
        return { key };
      },
    },
    { continueAfter: 40 },
  );
});
afterAll(() => temporal.close());

const definition = (nodes: string, size: number) =>
  splitEarly(compiled(`ostinato: 1\nname: parts\nvars: { seen: [] }\n${nodes}`), size);

describe('a map of many items', () => {
  it('is done in parts, which go on in new executions, in the order of the items', async () => {
    calls = [];
    const plan = definition(
      `
nodes:
  before: { let: { step: 10 } }
  all:
    map: "\${ range(0, 95) }"
    concurrency: 5
    nodes:
      work: { tool: test.echo, input: { n: "\${ item * nodes.before.output.step }" } }
      note: { after: work, set: { seen: { add: "\${ index }" } } }
    output: "\${ item * nodes.before.output.step }"
  after: { after: all, let: { seen: "\${ vars.seen }" } }
output: { all: "\${ nodes.all.output }", seen: "\${ vars.seen }" }
`,
      20,
    );
    const handle = await temporal.start(plan);
    const all = Array.from({ length: 95 }, (_, index) => index * 10);
    expect(await handle.result()).toEqual({ all, seen: all.map((n) => n / 10) });
    expect(calls).toHaveLength(95);
    expect(new Set(calls)).toContain(`${handle.workflowId}/all#1[94]/work#1`);
    const histories = await temporal.histories(handle);
    // Nine events for each of five parts; each of the items would take six.
    expect(histories.reduce((sum, { events }) => sum + (events?.length ?? 0), 0)).toBeLessThan(80);
    await temporal.replay(handle);
    const part = temporal.client.workflow.getHandle(`${handle.workflowId}/all#1/shard.0`);
    expect((await temporal.histories(part)).length).toBeGreaterThan(1);
    await temporal.replay(part);
    expect((await temporal.folded(part)).state.result).toHaveProperty('status', 'succeeded');
  });

  it('fails with the error of an item, and stops the parts that are under way', async () => {
    calls = [];
    const plan = definition(
      `
nodes:
  all:
    map: "\${ range(0, 12) }"
    nodes: { work: { tool: test.echo, input: { ms: "\${ item == 4 ? 300 : 20000 }", fails: "\${ item == 4 }" } } }
`,
      3,
    );
    const handle = await temporal.start(plan);
    await expect(handle.result()).rejects.toMatchObject({
      cause: { message: expect.stringContaining('all#1[4]/work#1') },
    });
    expect((await temporal.folded(handle)).state.result).toMatchObject({
      status: 'failed',
      error: { instance: 'all#1[4]/work#1' },
    });
    await until(async () => {
      const { status } = await temporal.client.workflow
        .getHandle(`${handle.workflowId}/all#1/shard.0`)
        .describe();
      return status.name === 'CANCELLED' ? true : undefined;
    });
    await temporal.replay(handle);
  });

  it('is cancelled with its run', async () => {
    const plan = definition(
      `
nodes:
  all: { map: "\${ range(0, 6) }", nodes: { work: { tool: test.echo, input: { ms: 20000 } } } }
`,
      3,
    );
    calls = [];
    const handle = await temporal.start(plan);
    await until(() => Promise.resolve(calls.length === 6 ? true : undefined));
    await handle.cancel();
    await expect(handle.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    await temporal.replay(handle);
  });

  it('hears what its run is told: a pause, its end, the cancellation of one item', async () => {
    const plan = definition(
      `
nodes:
  all:
    map: "\${ range(0, 12) }"
    onItemError: collect
    nodes:
      first: { tool: test.echo, input: { ms: "\${ index == 11 ? 10000 : 0 }" } }
      gate: { after: first, wait: 300ms }
      last: { after: gate, tool: test.echo, input: {} }
`,
      3,
    );
    calls = [];
    const handle = await temporal.start(plan);
    const count = (node: string) => calls.filter((key) => key.includes(`/${node}#`)).length;
    await until(() => Promise.resolve(count('first') === 12 ? true : undefined));
    await handle.signal(verbSignal('pause'), {});
    // A pause is not heard at once: what had begun by then is counted when all is quiet.
    await setTimeout(1_500);
    const before = count('last');
    await setTimeout(1_000);
    expect(count('last')).toBe(before);
    await handle.executeUpdate(verbUpdate('cancel-node'), { args: [{ node: 'all#1[11]' }] });
    await handle.executeUpdate(verbUpdate('unpause'), { args: [{}] });
    await handle.result();
    expect(count('last')).toBe(11);
    await temporal.replay(handle);
    expect((await temporal.folded(handle)).state.result).toMatchObject({ status: 'succeeded' });
  });
});

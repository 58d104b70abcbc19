/** Runs that go on in a new execution: what they take along, on a real server (PA1, PA2, PA4). */
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resumeUpdate } from '../../src/workflows/messages.ts';
import { compiled } from '../support/fixture.ts';
import { openTemporal, type TestTemporal, until } from '../support/temporal.ts';

const after = 60;
let temporal: TestTemporal;
let calls: string[] = [];
beforeAll(async () => {
  temporal = await openTemporal(
    {
      default: async (call: { key: string; input?: { ms?: number } }) => {
        calls.push(call.key);
        await setTimeout(call.input?.ms ?? 0);
        return { n: calls.length };
      },
    },
    { continueAfter: after },
  );
});
afterAll(() => temporal.close());

const definition = (body: string) => compiled(`ostinato: 1\nname: long\n${body}`);

describe('a run', () => {
  it('goes on in new executions for as long as it lasts, and does nothing twice', async () => {
    calls = [];
    const plan = definition(`
vars: { seen: [] }
output: { seen: "\${ vars.seen.size() }", last: "\${ nodes.laps.output }" }
nodes:
  laps:
    repeat: 60
    nodes:
      work: { tool: test.echo, input: { n: "\${ turn.index }" } }
      note: { after: work, set: { seen: { add: "\${ turn.index }" } } }
`);
    const handle = await temporal.start(plan);
    expect(await handle.result()).toMatchObject({ seen: 60 });
    const histories = await temporal.histories(handle);
    expect(histories.length).toBeGreaterThan(4);
    for (const { events } of histories) expect(events?.length).toBeLessThan(after * 1.5);
    expect(calls).toHaveLength(60);
    expect(new Set(calls).size).toBe(60);
    const { state } = await temporal.folded(handle);
    expect(Object.values(state.scopes)).toHaveLength(62);
    await temporal.replay(handle);
  });

  it('comes to such a moment also where something is always under way', async () => {
    calls = [];
    const plan = definition(`
nodes:
  all:
    map: "\${ range(0, 120) }"
    concurrency: 7
    nodes: { work: { tool: test.echo, input: { ms: "\${ 10 + item % 7 * 20 }" } } }
`);
    const handle = await temporal.start(plan);
    expect(await handle.result()).toHaveProperty('all.length', 120);
    const histories = await temporal.histories(handle);
    expect(histories.length).toBeGreaterThan(3);
    for (const { events } of histories) expect(events?.length).toBeLessThan(after * 1.7 + 50);
    expect(new Set(calls).size).toBe(120);
    expect(calls).toHaveLength(120);
    await temporal.replay(handle);
  });

  it('keeps requests, deadlines, events and answers', async () => {
    const plan = definition(`
nodes:
  ask: { human: Ready? , timeout: 20s }
  late: { human: Late?, deadline: { after: 12s, outcome: no }, outcomes: [yes, no] }
  first: { human: First? }
  laps: { after: first, repeat: 30, nodes: { work: { tool: test.echo, input: {} } } }
  hear: { after: [laps], receive: told }
output: { told: "\${ nodes.hear.output }", late: "\${ nodes.late.outcome }", ask: "\${ nodes.ask.output }" }
`);
    const handle = await temporal.start(plan);
    await handle.signal('event', { id: 'e1', name: 'told', data: 'early' });
    const answer = { request: 'first#1', value: 1, idempotencyKey: 'k' };
    const given = await handle.executeUpdate(resumeUpdate, { args: [answer] });
    await until(async () => ((await temporal.histories(handle)).length > 2 ? true : undefined));
    // The same answer, to an execution that has never seen it.
    expect(await handle.executeUpdate(resumeUpdate, { args: [answer] })).toEqual(given);
    await expect(
      handle.executeUpdate(resumeUpdate, { args: [{ ...answer, value: 2, idempotencyKey: 'other' }] }),
    ).rejects.toMatchObject({ cause: { type: 'resume-answered' } });
    await handle.signal('event', { id: 'e1', name: 'told', data: 'again' });
    await handle.executeUpdate(resumeUpdate, { args: [{ request: 'ask#1', value: 'now' }] });
    expect(await handle.result()).toEqual({ told: 'early', late: 'no', ask: 'now' });
    await temporal.replay(handle);
  });

  it('is found running under its attributes and memo', async () => {
    const plan = definition(`
nodes:
  laps: { repeat: 30, nodes: { work: { tool: test.echo, input: {} } } }
  ask: { after: laps, human: Ready? }
`);
    const handle = await temporal.start(plan);
    await until(async () =>
      (await handle.describe()).searchAttributes['OstinatoStatus']?.[0] === 'waiting' ? true : undefined,
    );
    await handle.cancel();
    await expect(handle.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    await temporal.replay(handle);
  });
});

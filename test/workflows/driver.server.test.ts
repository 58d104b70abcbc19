/** The driver on a real server: what is in the history, how it is spoken to, and how it fails. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resumeUpdate } from '../../src/workflows/messages.ts';
import type { Json } from '../../src/interpreter/json.ts';
import { forward, human, planOf, scopeOf, tool } from '../support/plan.ts';
import { loudFailure } from '../support/task-failures.ts';
import { openTemporal, type TestTemporal, until } from '../support/temporal.ts';

const echo = async (call: { readonly input: Json }) => call.input;
let temporal: TestTemporal;
beforeAll(async () => {
  temporal = await openTemporal({ default: echo });
});
afterAll(() => temporal.close());

const names = Array.from({ length: 10 }, (_, index) => `s${index}`);
const chain = planOf(
  scopeOf(
    names.map((name) => tool(name)),
    names.slice(1).map((_, index) => forward(index, index + 1)),
  ),
);

describe('a run', () => {
  it('is a workflow of the type of its definition, with an activity for each node and six events each', async () => {
    const handle = await temporal.start({ ...chain, name: 'chain-of-ten' });
    expect(await handle.result()).toEqual({ s9: { node: 's9' } });
    const { events = [] } = await handle.fetchHistory();
    const scheduled = events?.flatMap((event) => event.activityTaskScheduledEventAttributes ?? []) ?? [];
    expect(scheduled.map(({ activityId }) => activityId)).toEqual(names.map((name) => `${name}#1`));
    expect(new Set(scheduled.map(({ activityType }) => activityType?.name))).toEqual(
      new Set(['tool.test.echo']),
    );
    expect((await handle.describe()).type).toBe('chain-of-ten');
    // Started, one task, six events per node, completed: what hand-written code has.
    expect(events).toHaveLength(1 + 3 + names.length * 6 + 1);
    await temporal.replay(handle);
  });

  it('waits for a person, refuses bad answers without an event, and goes on with a good one', async () => {
    const plan = planOf(
      scopeOf([human('ask', ['yes', 'no']), tool('next')], [forward(0, 1, { outcome: 'yes' })]),
    );
    const handle = await temporal.start(plan);
    const waiting = await until(async () =>
      (await temporal.folded(handle)).state.requests['ask#1'] ? true : undefined,
    );
    expect(waiting).toBe(true);
    const before = (await handle.fetchHistory()).events?.length;
    const bad = handle.executeUpdate(resumeUpdate, { args: [{ request: 'ask#1', outcome: 'maybe' }] });
    await expect(bad).rejects.toMatchObject({ cause: { type: 'resume-invalid' } });
    expect((await handle.fetchHistory()).events?.length).toBe(before);
    const good = await handle.executeUpdate(resumeUpdate, { args: [{ request: 'ask#1', outcome: 'yes' }] });
    expect(good).toEqual({ request: 'ask#1', outcome: 'yes' });
    expect(await handle.result()).toEqual({ next: { node: 'next' } });
    await temporal.replay(handle);
  });

  it('takes an update that comes in the same instant as the start', async () => {
    const plan = planOf(scopeOf([human('ask')]));
    for (let round = 0; round < 10; round++) {
      const handle = await temporal.start(plan);
      await handle.executeUpdate(resumeUpdate, { args: [{ request: 'ask#1' }] });
      expect(await handle.result()).toEqual({ ask: null });
    }
  });

  it('says in the current details what it waits for and how to answer', async () => {
    const handle = await temporal.start(planOf(scopeOf([human('ask')])));
    const details = await until(async () => {
      const text = JSON.stringify(await handle.query('__temporal_workflow_metadata'));
      return text.includes('ask#1') ? text : undefined;
    });
    expect(details).toContain('Waits for an answer');
    const { searchAttributes } = await until(async () => {
      const description = await handle.describe();
      return description.searchAttributes['OstinatoStatus'] ? description : undefined;
    });
    expect(searchAttributes).toMatchObject({ OstinatoStatus: ['waiting'], OstinatoWaitingFor: ['human'] });
    await handle.executeUpdate(resumeUpdate, { args: [{ node: 'ask' }] });
    await handle.result();
  });

  it('is cancelled from outside, and says so', async () => {
    const handle = await temporal.start(planOf(scopeOf([human('ask')])));
    await until(async () => (await temporal.folded(handle)).state.requests['ask#1']);
    await handle.cancel();
    await expect(handle.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    expect((await handle.describe()).status.name).toBe('CANCELLED');
    await temporal.replay(handle);
  });

  it('fails the workflow task, not the run, when the plan is newer than the worker', async () => {
    // A later version of the type, as an older worker meets it.
    const newer = { ...chain, name: loudFailure, planVersion: 2 } as unknown as typeof chain;
    const handle = await temporal.start(newer);
    const failed = await until(async () =>
      (await handle.fetchHistory()).events?.find((event) => event.workflowTaskFailedEventAttributes),
    );
    expect(failed.workflowTaskFailedEventAttributes?.failure?.message).toContain('start a newer one');
    expect((await handle.describe()).status.name).toBe('RUNNING');
    await handle.terminate('the test is over');
  });
});

/** Child runs on a real server: what they are started with, how they end, what reaches them. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Json } from '../../src/interpreter/json.ts';
import type { NodePlan, RetryPlan } from '../../src/interpreter/plan.ts';
import { createFileDefinitions } from '../../src/store/file-definitions.ts';
import { testActivities, type TestActivities } from '../support/activities.ts';
import { forward, once, planOf, scopeOf, tool, value } from '../support/plan.ts';
import { openTemporal, type TestTemporal, until } from '../support/temporal.ts';

let temporal: TestTemporal;
let activities: TestActivities;
const folder = mkdtempSync(join(tmpdir(), 'children-'));
const definitions = createFileDefinitions(folder);

const children = {
  greet: `ostinato: 1
name: greet
input: { type: object, required: [name], properties: { name: { type: string }, word: { type: string, default: Hello } } }
nodes: { say: { let: { text: "\${ input.word } \${ input.name }" } } }
output: \${ nodes.say.output.text }`,
  ask: `ostinato: 1
name: ask
nodes:
  ask: { human: Go on?, outcomes: [yes, no] }
output: \${ nodes.ask.outcome }`,
  fails: `ostinato: 1
name: fails
nodes:
  bad: { run: [sh, -c, 'exit 3'] }`,
};

beforeAll(async () => {
  for (const [name, text] of Object.entries(children)) await definitions.put(name, text, 'yaml');
  activities = testActivities({ definitions });
  temporal = await openTemporal(activities.activities);
});
afterAll(async () => {
  await temporal.close();
  activities.close();
  rmSync(folder, { recursive: true });
});

function child(
  workflow: string,
  input: Json = {},
  more: { readonly detach?: boolean; readonly retry?: RetryPlan; readonly version?: number } = {},
): Parameters<typeof scopeOf>[0][number] {
  return {
    name: 'call',
    kind: 'workflow',
    workflow,
    input: { value: input },
    detach: false,
    retry: once,
    solo: true,
    ...more,
  } satisfies Partial<Extract<NodePlan, { kind: 'workflow' }>>;
}

function start(...args: Parameters<typeof child>): Promise<WorkflowHandle> {
  return temporal.start(planOf(scopeOf([child(...args)]), { name: `parent-${randomUUID().slice(0, 4)}` }));
}

const failureOf = async (handle: WorkflowHandle) => {
  await handle.result().catch(() => undefined);
  return (await temporal.folded(handle)).failure;
};

/** Run id of the one child. */
const childOf = (handle: WorkflowHandle): Promise<string> =>
  until(async () => (await temporal.folded(handle)).children.get('call#1'));

describe.concurrent('a child run', () => {
  it('loads its plan, fills its input with the defaults, and gives its output to the node', async () => {
    const handle = await start('greet', { name: 'Ada' });
    expect(await handle.result()).toEqual({ call: 'Hello Ada' });
    const id = await childOf(handle);
    const inner = temporal.client.workflow.getHandle(id);
    const { type, memo } = await inner.describe();
    expect(type).toBe('greet');
    expect(memo).toEqual({ ostinato: { version: 1, parent: handle.workflowId } });
    const folded = await temporal.folded(inner);
    expect(folded.state.result).toEqual({ status: 'succeeded', output: 'Hello Ada' });
    expect(folded.state.input).toEqual({ name: 'Ada', word: 'Hello' });
    expect((await temporal.folded(handle)).state.result?.status).toBe('succeeded');
    await temporal.replay(handle);
    await temporal.replay(inner);
  });

  it('of no definition fails its node, and so does an input that does not fit', async () => {
    expect(await failureOf(await start('nobody'))).toMatchObject({
      type: 'definition-unknown',
      instance: 'call#1',
    });
    const bad = await failureOf(await start('greet', { name: 7 }));
    expect(bad).toMatchObject({ type: 'input', instance: 'call#1' });
    expect(bad?.detail).toContain('name');
  });

  it('that fails gives its error to the node, with its own place in the data', async () => {
    const handle = await start('fails');
    const failure = await failureOf(handle);
    expect(failure).toMatchObject({
      type: 'exit',
      instance: 'call#1',
      data: { instance: 'bad#1', cause: { exit: 3 } },
    });
    await temporal.replay(handle);
  });

  it('begins anew as the retry of its node says, as one child of it', async () => {
    const retry = { ...once, attempts: 2, backoffMs: 1 };
    const handle = await start('fails', {}, { retry });
    expect(await failureOf(handle)).toMatchObject({ type: 'exit' });
    const inner = temporal.client.workflow.getHandle(await childOf(handle));
    const { events } = await inner.fetchHistory();
    expect(events?.[0]?.workflowExecutionStartedEventAttributes?.attempt).toBe(2);
    expect((await temporal.folded(handle)).state.result?.status).toBe('failed');
  });

  it('is told to stop with the run around it, and its end is awaited', async () => {
    const handle = await start('ask');
    const id = await childOf(handle);
    const inner = temporal.client.workflow.getHandle(id);
    await until(async () => (await temporal.folded(inner)).state.requests['ask#1']);
    await handle.cancel();
    await expect(handle.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    expect((await inner.describe()).status.name).toBe('CANCELLED');
    expect((await temporal.folded(handle)).state.result?.status).toBe('cancelled');
    await temporal.replay(handle);
  });

  it('is cancelled in the same moment in which it is begun', async () => {
    const handle = await start('ask');
    await handle.cancel();
    await expect(handle.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
    expect((await temporal.folded(handle)).state.result?.status).toBe('cancelled');
    await temporal.replay(handle);
  });

  it('that is terminated from outside fails its node', async () => {
    const handle = await start('ask');
    await temporal.client.workflow.getHandle(await childOf(handle)).terminate();
    expect(await failureOf(handle)).toMatchObject({ type: 'terminated', instance: 'call#1' });
    expect((await temporal.folded(handle)).state.result).toMatchObject({ error: { type: 'terminated' } });
  });

  it('that is detached gives its run id at once, and goes on when the run around it is over', async () => {
    const handle = await start('ask', {}, { detach: true });
    const id = await childOf(handle);
    expect(await handle.result()).toEqual({ call: id });
    expect((await temporal.folded(handle)).state.result?.status).toBe('succeeded');
    const inner = temporal.client.workflow.getHandle(id);
    expect((await inner.describe()).status.name).toBe('RUNNING');
    await temporal.replay(handle);
    await inner.terminate();
  });
});

it('stops with a sibling that fails', async () => {
  const plan = planOf(
    scopeOf([child('ask'), tool('slow'), tool('bad', { tool: 'test.unknown' })], [forward(1, 2)]),
  );
  const handle = await temporal.start(plan);
  expect(await failureOf(handle)).toMatchObject({ type: 'tool-unknown' });
  const inner = temporal.client.workflow.getHandle(await childOf(handle));
  expect((await inner.describe()).status.name).toBe('CANCELLED');
  await temporal.replay(handle);
});

it('knows how deep it lies, and who submitted the run around it', async () => {
  const handle = await temporal.start(
    planOf(scopeOf([value('v', { value: 1 }), child('greet', { name: 'x' })])),
  );
  await handle.result();
  const inner = await temporal.folded(temporal.client.workflow.getHandle(await childOf(handle)));
  expect(inner.state.run.depth).toBe(1);
});

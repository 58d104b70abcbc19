/** Work in doubt (S36) on a real server: in a part of a map, over many executions, in a run that is cancelled; a result that is lost. */
import { rename, rm, writeFile } from 'node:fs/promises';
import { ApplicationFailure } from '@temporalio/common';
import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, beforeEach, expect, inject, it } from 'vitest';
import type { Orchestrator, RequestView } from '../../src/client/orchestrator.ts';
import { createOrchestrator } from '../../src/client/temporal-orchestrator.ts';
import type { RunError } from '../../src/interpreter/errors.ts';
import { compiled } from '../support/fixture.ts';
import { freshFolder } from '../support/folder.ts';
import { splitEarly } from '../support/split.ts';
import { openTemporal, type TestTemporal, until } from '../support/temporal.ts';

interface Call {
  readonly key: string;
  readonly input?: { readonly lost?: boolean; readonly n?: number };
}

const lost: RunError = { type: 'worker-lost', title: 'Gone', retryable: true };

let temporal: TestTemporal;
let orchestrator: Orchestrator;
let keys: string[] = [];
/** The first time is in doubt. */
async function act({ key, input }: Call) {
  keys.push(key);
  const first = keys.indexOf(key) === keys.length - 1;
  if (input?.lost && first)
    throw ApplicationFailure.create({ type: lost.type, nonRetryable: true, details: [lost] });
  return { n: input?.n ?? 0 };
}

beforeAll(async () => {
  temporal = await openTemporal({ default: act }, { continueAfter: 40 });
  const { client, taskQueue } = temporal;
  const { namespace } = inject('temporal');
  orchestrator = createOrchestrator({ client, taskQueue, namespace, attributes: [], mock: false });
});
afterAll(() => temporal.close());
beforeEach(() => {
  keys = [];
});

const definition = (body: string) => compiled(`ostinato: 1\nname: doubt\n${body}`);

/** The id of the first request. */
function asked(handle: WorkflowHandle): Promise<string> {
  return until(async () => {
    const { requests } = (await temporal.folded(handle)).state;
    return Object.keys(requests)[0];
  });
}

it('goes on in new executions with the question, and is done again with the key of before', async () => {
  const plan = definition(`
nodes:
  pay: { tool: test.echo, input: { lost: true, n: 7 }, effect: once }
  laps: { repeat: 30, nodes: { work: { tool: test.echo, input: { n: "\${ turn.index }" } } } }
output: \${ nodes.pay.output.n }
`);
  const handle = await temporal.start(plan);
  expect(await asked(handle)).toBe('pay#1');
  await until(async () => ((await temporal.histories(handle)).length > 2 ? true : undefined));
  await handle.signal('resume', { request: 'pay#1', outcome: 'again' });
  expect(await handle.result()).toBe(7);
  const key = `${handle.workflowId}/pay#1`;
  expect(keys.filter((each) => each === key)).toHaveLength(2);
  expect(new Set(keys).size).toBe(31);
  await temporal.replay(handle);
});

it('is withdrawn with its run', async () => {
  const plan = definition('nodes: { pay: { tool: test.echo, input: { lost: true }, effect: once } }');
  const handle = await temporal.start(plan);
  await asked(handle);
  await handle.cancel();
  await expect(handle.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
  const { state } = await temporal.folded(handle);
  expect(state.answers['pay#1']).toEqual({ how: 'withdrawn' });
  expect(keys).toHaveLength(1);
  await temporal.replay(handle);
});

it('in a part of a map is listed and answered at the run around', async () => {
  const plan = splitEarly(
    definition(`
nodes:
  bills:
    map: "\${ range(0, 8) }"
    nodes: { pay: { tool: test.echo, input: { lost: "\${ item % 4 == 3 }", n: "\${ item }" }, effect: once } }
    output: \${ nodes.pay.output.n }
`),
    3,
  );
  const { runId } = await orchestrator.start({ plan, version: 1, hash: plan.hash, input: {} });
  const { requests, waitingFor } = await until(async () => {
    const run = await orchestrator.describe(runId);
    return run.requests.length === 2 ? run : undefined;
  });
  expect(requests).toMatchObject<Partial<RequestView>[]>([
    { id: 'bills#1[3]/pay#1', doubt: expect.objectContaining({ key: `${runId}/bills#1[3]/pay#1` }) },
    { id: 'bills#1[7]/pay#1', outcomes: ['happened', 'again', 'failed'] },
  ]);
  expect(waitingFor).toContain('human');
  expect(keys).toHaveLength(8);
  await expect(
    orchestrator.resume(runId, { request: 'bills#1[4]/pay#1', outcome: 'again' }),
  ).rejects.toMatchObject({ fault: 'request-unknown' });
  await expect(
    orchestrator.resume(runId, { request: 'bills#1[3]/pay#1', outcome: 'perhaps' }),
  ).rejects.toMatchObject({ fault: 'answer-invalid' });
  const again = { request: 'bills#1[3]/pay#1', outcome: 'again' };
  expect(await orchestrator.resume(runId, again)).toEqual({ runId, ...again });
  const value = { n: 70 };
  await orchestrator.resume(runId, { request: 'bills#1[7]/pay#1', outcome: 'happened', value });
  const handle = temporal.client.workflow.getHandle(runId);
  expect(await handle.result()).toEqual({ bills: [0, 1, 2, 3, 4, 5, 6, 70] });
  expect(keys.filter((key) => key === `${runId}/bills#1[3]/pay#1`)).toHaveLength(2);
  expect(keys).toHaveLength(9);
  expect((await orchestrator.describe(runId)).requests).toEqual([]);
  await temporal.replay(handle);
  for (const shard of [0, 1, 2])
    await temporal.replay(temporal.client.workflow.getHandle(`${runId}/bills#1/shard.${shard}`));
});

it('is asked about, and not tried again, where its result cannot be kept', async () => {
  const blobs = await freshFolder();
  let done = 0;
  const own = await openTemporal(
    {
      default: async () => {
        done++;
        await rename(blobs, `${blobs}-away`);
        await writeFile(blobs, 'No folder');
        return { text: 'x'.repeat(100_000) };
      },
    },
    { blobs },
  );
  try {
    const plan = definition('nodes: { pay: { tool: test.echo, effect: once, retry: 5 } }');
    const handle = await own.start(plan);
    await until(async () => {
      const { events } = await handle.fetchHistory();
      return events?.some(({ activityTaskFailedEventAttributes: failed }) => failed) ? true : undefined;
    });
    await rm(blobs);
    await rename(`${blobs}-away`, blobs);
    await until(async () => {
      const { requests } = (await own.folded(handle)).state;
      return requests['pay#1']?.doubt?.error.type === 'store' ? true : undefined;
    });
    expect(done).toBe(1);
    await handle.signal('resume', { request: 'pay#1', outcome: 'happened', value: { text: 'y' } });
    expect(await handle.result()).toEqual({ pay: { text: 'y' } });
  } finally {
    await own.close();
  }
});

/**
 * Updates and signals of one run, on a server that allows of them about a fiftieth of what Temporal does: whoever sends
 * is told, and the run goes on.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Orchestrator } from '../../src/client/orchestrator.ts';
import { createOrchestrator } from '../../src/client/temporal-orchestrator.ts';
import type { Plan } from '../../src/interpreter/plan.ts';
import {
  memoKey,
  type RunArguments,
  type RunNote,
  type SearchAttributeName,
} from '../../src/workflows/messages.ts';
import { compiled } from '../support/fixture.ts';
import { type SmallTemporal, startSmallTemporal } from '../support/small-temporal.ts';
import { openTemporal, type TestTemporal, until } from '../support/temporal.ts';

const mostSignals = 200;
const mostUpdates = 40;
let server: SmallTemporal;
let temporal: TestTemporal;
let orchestrator: Orchestrator;
const letGo = new AbortController();
async function whenLetGo({ kind }: { readonly kind: string }): Promise<null> {
  if (kind === 'tool' && !letGo.signal.aborted) await once(letGo.signal, 'abort');
  return null;
}

beforeAll(async () => {
  server = await startSmallTemporal({
    'history.maximumSignalsPerExecution': mostSignals,
    'history.maxTotalUpdates': mostUpdates,
  });
  const { address } = server;
  temporal = await openTemporal({ default: whenLetGo }, { address });
  const { client, taskQueue } = temporal;
  const { namespace, attributes } = inject('temporal');
  orchestrator = createOrchestrator({
    client,
    taskQueue,
    namespace,
    // The names come from `registerAttributes`, through vitest's channel as strings.
    attributes: attributes as readonly SearchAttributeName[],
    mock: false,
  });
});
afterAll(async () => {
  letGo.abort();
  await temporal.close();
  await server.close();
});

const planOf = (nodes: string) => compiled(`ostinato: 1\nname: many\nnodes:\n${nodes}`);
/** A run as the orchestrator starts it, which goes on early. */
function start(plan: Plan): Promise<WorkflowHandle> {
  const { client, taskQueue } = temporal;
  const { attributes } = inject('temporal');
  const definition = { version: 1, hash: plan.hash };
  const args: RunArguments = [{ input: {}, definition, attributes, continueAfter: 100 }, plan];
  const note: RunNote = { version: 1 };
  const workflowId = `many-${randomUUID()}`;
  return client.workflow.start(plan.name, { workflowId, taskQueue, args, memo: { [memoKey]: note } });
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('updates', () => {
  it('many at once are all answered: Temporal takes ten', async () => {
    const asks = numbers(30).map((index) => `  ask${index}: { human: Go? }\n`);
    const handle = await start(planOf(asks.join('')));
    await until(async () => (await temporal.folded(handle)).state.requests['ask29#1']);
    const answers = numbers(30).map((index) =>
      orchestrator.resume(handle.workflowId, { request: `ask${index}#1`, value: index }),
    );
    expect(await Promise.all(answers)).toHaveLength(30);
    expect(Object.values((await handle.result()) as object)).toEqual(numbers(30));
  });

  it('more than one execution takes go on in the next', async () => {
    const handle = await start(
      planOf('  laps: { repeat: 70, nodes: { ask: { human: Go?, outcomes: [ok] } } }\n'),
    );
    for (const lap of numbers(70)) {
      const request = `laps#1[${lap}]/ask#1`;
      await until(async () => (await temporal.folded(handle)).state.requests[request]);
      await orchestrator.resume(handle.workflowId, { request, outcome: 'ok' });
    }
    await handle.result();
    expect((await temporal.histories(handle)).length).toBeGreaterThan(1);
  });
});

describe('signals', () => {
  it('more than one execution takes go on in the next', async () => {
    const handle = await start(
      planOf(`  laps: { repeat: ${mostSignals * 2}, nodes: { hear: { receive: told } } }\n`),
    );
    for (const id of numbers(mostSignals * 2))
      await orchestrator.send(handle.workflowId, { id: `${id}`, name: 'told' });
    await handle.result();
    expect((await temporal.histories(handle)).length).toBeGreaterThan(1);
  });

  it('that a run can take no more are refused, with why, and the run goes on', async () => {
    const handle = await start(planOf('  work: { tool: test.echo, input: {} }\n'));
    const sent = numbers(mostSignals + 1).map((id) =>
      orchestrator.send(handle.workflowId, { id: `${id}`, name: 'told' }),
    );
    const refused = (await Promise.allSettled(sent)).flatMap((end) =>
      end.status === 'rejected' ? [String(end.reason)] : [],
    );
    expect(refused).toEqual([expect.stringContaining('exceeded workflow execution limit for signal')]);
    letGo.abort();
    await handle.result();
  });
});

it('a run that Temporal has ended says why', async () => {
  const handle = await start(planOf('  ask: { human: Go? }\n'));
  await until(async () => (await temporal.folded(handle)).state.requests['ask#1']);
  await handle.terminate('Workflow history size exceeds limit.');
  const { status, error } = await orchestrator.describe(handle.workflowId);
  expect(status).toBe('failed');
  expect(error).toMatchObject({ type: 'terminated', detail: 'Workflow history size exceeds limit.' });
});

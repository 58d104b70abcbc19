/** What a definition, a signal or a value can do must never leave a workflow task failing: the run ends, or goes on. */
import { type WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileDefinition, type Plan } from '../../src/interpreter/index.ts';
import { resumeSignal } from '../../src/workflows/messages.ts';
import { testActivities } from '../support/activities.ts';
import { openTemporal, type TestTemporal, until } from '../support/temporal.ts';
import { testCatalogue } from '../support/tools.ts';

const world = testActivities();
let temporal: TestTemporal;
beforeAll(async () => {
  temporal = await openTemporal(world.activities);
});
afterAll(async () => {
  await temporal.close();
  world.close();
});

function planOf(definition: string): Plan {
  const { plan, diagnostics } = compileDefinition(`ostinato: 1\nname: harm\n${definition}`, testCatalogue);
  if (!plan) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return plan;
}

/** How the run ended; a workflow task that failed comes first and ends the wait. */
async function endOf(handle: WorkflowHandle): Promise<string> {
  const end = await until(async () => {
    const { status } = await handle.describe();
    if (status.name !== 'RUNNING') return status.name;
    const { events } = await handle.fetchHistory();
    const failed = events?.find((event) => event.workflowTaskFailedEventAttributes);
    return failed?.workflowTaskFailedEventAttributes?.failure?.message ?? undefined;
  });
  if ((await handle.describe()).status.name === 'RUNNING') await handle.terminate('the test is over');
  else await temporal.replay(handle);
  return end;
}

async function asking(): Promise<WorkflowHandle> {
  const handle = await temporal.start(planOf('nodes: { ask: { human: Go? } }'));
  await asks(handle);
  return handle;
}

async function asks(handle: WorkflowHandle): Promise<void> {
  await until(async () => (await temporal.folded(handle)).state.requests['ask#1']);
}

async function refusedBy(handle: WorkflowHandle): Promise<readonly string[]> {
  await handle.signal(resumeSignal, { request: 'ask#1' });
  expect(await endOf(handle)).toBe('COMPLETED');
  return (await temporal.folded(handle)).state.refused.map(({ type }) => type);
}

describe.concurrent('a signal', () => {
  it('for a request with the name of a property of every object is refused', async () => {
    const handle = await asking();
    for (const request of ['constructor', '__proto__', 'toString'])
      await handle.signal(resumeSignal, { request });
    expect(await refusedBy(handle)).toEqual(['resume-unknown', 'resume-unknown', 'resume-unknown']);
  });

  it('that is no answer is refused, one with another name is passed over', async () => {
    const handle = await asking();
    await handle.signal('other', 'text');
    await handle.signal('resume');
    for (const nothing of [null, 'text', new Uint8Array([1, 2, 3])]) await handle.signal('resume', nothing);
    expect(await refusedBy(handle)).toEqual(Array.from({ length: 4 }, () => 'resume-invalid'));
  });

  it('that cannot be decoded is refused', async () => {
    const handle = await asking();
    const encoder = new TextEncoder();
    const undecodable = [
      { encoding: 'json/plain', data: 'no JSON' },
      { encoding: 'binary/encrypted', data: 'x' },
      { encoding: 'json/protobuf', data: '{}' },
    ];
    for (const { encoding, data } of undecodable)
      await temporal.client.workflowService.signalWorkflowExecution({
        namespace: temporal.client.options.namespace,
        workflowExecution: { workflowId: handle.workflowId },
        signalName: 'resume',
        input: {
          payloads: [{ metadata: { encoding: encoder.encode(encoding) }, data: encoder.encode(data) }],
        },
      });
    expect(await refusedBy(handle)).toEqual(undecodable.map(() => 'resume-invalid'));
  });
});

describe.concurrent('a timer that stops with its scope', () => {
  const slowAndBad = `
slow: { run: [sleep, '60'] }
bad: { run: [sh, -c, 'sleep 1; exit 3'] }`;

  it('is not missed while a run with a time limit stops its programs', async () => {
    const nodes = slowAndBad.replaceAll('\n', '\n  ');
    const handle = await temporal.start(planOf(`limits: { timeout: 1h }\nnodes:${nodes}`));
    expect(await endOf(handle)).toBe('FAILED');
    expect((await temporal.folded(handle)).failure).toMatchObject({ type: 'exit', instance: 'bad#1' });
  });

  it('is not missed while a block with a time limit stops its programs', async () => {
    const nodes = slowAndBad.replaceAll('\n', '\n      ');
    const handle = await temporal.start(planOf(`nodes:\n  blk:\n    timeout: 1h\n    do:${nodes}`));
    expect(await endOf(handle)).toBe('FAILED');
    expect((await temporal.folded(handle)).failure).toMatchObject({ type: 'exit', instance: 'blk#1/bad#1' });
  });

  it('is not missed while a cancelled run with a time limit is undone', async () => {
    const handle = await temporal.start(
      planOf(`limits: { timeout: 1h }
nodes:
  paid: { let: { v: 1 }, compensate: { run: ['true'] } }
  ask: { after: paid, human: Go? }`),
    );
    await asks(handle);
    await handle.cancel();
    expect(await endOf(handle)).toBe('CANCELLED');
  });
});

describe.concurrent('a value', () => {
  const large = "{ run: [sh, -c, 'printf %0900000d 0'] }";
  const half = large.replace('9', '4');
  /** 18 MB in UTF-8, and less than that as characters. */
  const tooLarge = "${ range(100).map(i, '€'.padEnd(60000, '€')) }";

  it('of the run that is too large fails the run', async () => {
    const handle = await temporal.start(planOf(`output: "${tooLarge}"\nnodes: { a: { let: { v: 1 } } }`));
    expect(await endOf(handle)).toBe('FAILED');
    expect((await temporal.folded(handle)).failure).toMatchObject({ type: 'output' });
  });

  it('that `end` gives the run and that is too large fails the node', async () => {
    const handle = await temporal.start(planOf(`nodes: { stop: { end: "${tooLarge}" } }`));
    expect(await endOf(handle)).toBe('FAILED');
    expect((await temporal.folded(handle)).failure).toMatchObject({ type: 'output', instance: 'stop#1' });
  });

  it('that a node is given and that is too large fails the node', async () => {
    const handle = await temporal.start(
      planOf(`nodes: { b: { tool: test.echo, input: { x: "${tooLarge}" } } }`),
    );
    expect(await endOf(handle)).toBe('FAILED');
    expect((await temporal.folded(handle)).failure).toMatchObject({ type: 'input', instance: 'b#1' });
  });

  it('that many nodes are given at once goes to Temporal in several tasks', async () => {
    const readers = Array.from(
      { length: 12 },
      (_, index) => `  r${index}: { tool: test.echo, input: { x: "\${ nodes.a.output.stdout }" } }\n`,
    );
    const handle = await temporal.start(planOf(`nodes:\n  a: ${large}\n${readers.join('')}output: ok\n`));
    expect(await endOf(handle)).toBe('COMPLETED');
  });

  it('in an error is cut where the error would be too large', async () => {
    const read = '${ nodes.a.output.stdout }';
    const handle = await temporal.start(
      planOf(`nodes:\n  a: ${half}\n  b: { fail: { type: big, title: "${read}", detail: "${read}" } }`),
    );
    expect(await endOf(handle)).toBe('FAILED');
    expect((await temporal.folded(handle)).failure).toMatchObject({ type: 'big', instance: 'b#1' });
  });
});

describe('a loop', () => {
  it('of 50,000 rounds of inline nodes is spread over several tasks', async () => {
    const handle = await temporal.start(
      planOf(`vars: { n: 0 }
nodes:
  count: { after: { node: check, outcome: more, again: 50000 }, set: { n: "\${ vars.n + 1 }" } }
  check: { after: count, switch: { more: vars.n < 50000, done: true } }
output: \${ vars.n }`),
    );
    expect(await endOf(handle)).toBe('COMPLETED');
    expect(await handle.result()).toBe(50_000);
    const { events } = await handle.fetchHistory();
    expect(events?.length).toBeLessThan(100);
  });
});

/**
 * Agents through the whole system, with both providers' protocols on the wire of a local double: what is asked, what is
 * paid for twice, and what a run says when the other side misbehaves.
 */
import { cp, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { type FixtureResponse, LLMock } from '@copilotkit/aimock';
import { Client, Connection } from '@temporalio/client';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import type { RunDetails } from '../../src/client/orchestrator.ts';
import { type Answer, serve, type TestServer } from '../activities/support/server.ts';
import { startSystem, type System } from '../support/system.ts';
import { until } from '../support/temporal.ts';

/** A double that gives these replies, one for each request. */
async function script(...replies: FixtureResponse[]): Promise<LLMock> {
  const mock = new LLMock({ port: 0, logLevel: 'silent' });
  let next = 0;
  mock.on({}, () => replies[next++] ?? { content: 'There is nothing more in the script.' });
  await mock.start();
  onTestFinished(() => mock.stop());
  return mock;
}

async function site(answer: Answer): Promise<TestServer> {
  const server = await serve(answer);
  onTestFinished(() => server.close());
  return server;
}

function systemWith(mock: LLMock): Promise<System> {
  const env = {
    OPENAI_API_KEY: 'sk-openai',
    OPENAI_BASE_URL: `${mock.url}/v1`,
    ANTHROPIC_API_KEY: 'sk-anthropic',
    ANTHROPIC_BASE_URL: mock.url,
  };
  return startSystem({ env });
}

async function untilActivity(runId: string, type: string): Promise<void> {
  const { address, namespace } = inject('temporal');
  const connection = await Connection.connect({ address });
  onTestFinished(() => connection.close());
  const handle = new Client({ connection, namespace }).workflow.getHandle(runId);
  await until(async () =>
    (await handle.describe()).raw.pendingActivities?.find(({ activityType }) => activityType?.name === type),
  );
}

const agent = (model: string, more = '') => `
ostinato: 1
name: researcher
nodes:
  ask:
    agent: { model: ${model}, maxTurns: 6 }
    prompt: Find the number.
    tools: [http.request]
    returns: { type: object, required: [n], properties: { n: { type: integer } } }
    ${more}
output: \${ nodes.ask.output }
`;

const isOver = ({ status }: RunDetails) => status === 'succeeded' || status === 'failed';

async function runOnce(system: System, definition: string): Promise<RunDetails> {
  await system.post(definition);
  return system.untilRun(await system.run('researcher'), isOver);
}

const fetches = (url: string): FixtureResponse => ({
  toolCalls: [{ name: 'http__request', arguments: JSON.stringify({ url }) }],
});

const providers = [
  ['openai/gpt-5.5', (value: object): FixtureResponse => ({ content: JSON.stringify(value) })],
  [
    'anthropic/claude-sonnet-5',
    (value: object): FixtureResponse => ({
      toolCalls: [{ name: '_answer', arguments: JSON.stringify(value) }],
    }),
  ],
] as const;

describe.each(providers)('an agent on %s', (model, answer) => {
  it('is told of its bad arguments and its answer of the wrong shape, waits when asked to, and comes right', async () => {
    const { url } = await site((_, response) => response.end('42'));
    const mock = await script(
      { error: { message: 'slow down' }, status: 429, retryAfter: 1 },
      { toolCalls: [{ name: 'http__request', arguments: '{"url":"http://x","method":"JUMP"}' }] },
      fetches(url),
      answer({ n: 'forty-two' }),
      answer({ n: 42 }),
    );
    const system = await systemWith(mock);
    await system.worker();
    const run = await runOnce(system, agent(model));
    expect(run).toMatchObject({ status: 'succeeded', output: { n: 42 } });
    const [, , second, third, fourth] = mock.getRequests().map(({ body }) => JSON.stringify(body));
    expect(second).toContain('tool-input');
    expect(third).toContain('42');
    expect(fourth).toContain('does not fit the required JSON Schema');
    expect(mock.getRequests()).toHaveLength(5);
  });

  it('goes on with another worker: no call of the model is paid again once it was recorded', async () => {
    let open = false;
    const { url, seen } = await site((_, response) => void (open && response.end('42')));
    const mock = await script(fetches(url), answer({ n: 42 }));
    const system = await systemWith(mock);
    const first = await system.worker();
    await system.post(agent(model));
    const runId = await system.run('researcher');
    await until(async () => (seen.length > 0 ? true : undefined));
    first.signal('SIGKILL');
    await first.ended;
    open = true;
    await system.worker();
    expect(await system.untilRun(runId, isOver)).toMatchObject({ status: 'succeeded', output: { n: 42 } });
    expect(mock.getRequests()).toHaveLength(2);
  });

  it.each([
    [401, 'bad_key'],
    [429, 'insufficient_quota'],
  ])('fails at once on %i %s, which does not pass', async (status, code) => {
    const mock = await script({ error: { message: 'no', code, type: code }, status });
    const system = await systemWith(mock);
    await system.worker();
    const run = await runOnce(system, agent(model));
    expect(run.error).toMatchObject({ type: 'model-refused', instance: 'ask#1' });
    expect(mock.getRequests()).toHaveLength(1);
  });

  it('waits while a part of its conversation is gone, and goes on when it is back', async () => {
    const held: { end(text: string): unknown }[] = [];
    const { url, seen } = await site((_, response) => held.push(response));
    const mock = await script(fetches(url), answer({ n: 42 }));
    const system = await systemWith(mock);
    await system.worker();
    await system.post(agent(model));
    const runId = await system.run('researcher');
    await until(async () => (seen.length > 0 ? true : undefined));
    const [blobs, away] = [join(system.folder, 'blobs'), join(system.folder, 'away')];
    await rename(blobs, away);
    for (const response of held) response.end('42');
    await untilActivity(runId, 'value.await');
    expect(mock.getRequests()).toHaveLength(1);
    await cp(away, blobs, { recursive: true });
    expect(await system.untilRun(runId, isOver)).toMatchObject({ status: 'succeeded', output: { n: 42 } });
    expect(mock.getRequests()).toHaveLength(2);
  });

  it('is ended by its limits of time, each under its own name', async () => {
    const mock = await script();
    mock.setChaos({ latencyMs: 20_000 });
    const system = await systemWith(mock);
    await system.worker();
    const whole = await runOnce(system, agent(model, 'timeout: 1s'));
    expect(whole.error).toMatchObject({ type: 'timeout' });
    const retry = 'retry: { attempts: 2, backoff: 10ms, attemptTimeout: 500ms }';
    const attempts = await runOnce(system, agent(model, retry));
    expect(attempts.error).toMatchObject({ type: 'attempt-timeout' });
    expect(attempts.nodes[0]).toMatchObject({ attempts: 2 });
  });

  it('is handed on by a worker that is told to end while the model thinks', async () => {
    const mock = await script(answer({ n: 42 }));
    mock.setChaos({ latencyMs: 30_000 });
    const system = await systemWith(mock);
    const first = await system.worker();
    await system.post(agent(model));
    const runId = await system.run('researcher');
    await system.untilRun(runId, ({ nodes }) => nodes.some(({ status }) => status === 'running'));
    first.signal('SIGTERM');
    expect(await first.ended).toBe(0);
    mock.clearChaos();
    await system.worker();
    expect(await system.untilRun(runId, isOver)).toMatchObject({ status: 'succeeded' });
  });
});

it('an attempt that takes too long is not made again where `not` says so', async () => {
  const { url, seen } = await site(() => undefined);
  const system = await startSystem();
  await system.worker();
  const run = await runOnce(
    system,
    `
ostinato: 1
name: researcher
nodes:
  slow:
    tool: http.request
    input: { url: '${url}' }
    retry: { attempts: 3, backoff: 10ms, attemptTimeout: 500ms, not: [attempt-timeout] }
`,
  );
  expect(run.error).toMatchObject({
    type: 'attempt-timeout',
    detail: expect.stringContaining('attemptTimeout'),
  });
  expect(seen).toHaveLength(1);
});

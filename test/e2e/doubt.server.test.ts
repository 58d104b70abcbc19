/** What must be done once and ends in doubt is asked about (S36): programs and requests whose worker is killed, connections that break. */
import { once } from 'node:events';
import { appendFile, readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { RunDetails } from '../../src/client/orchestrator.ts';
import { runCli } from '../support/cli.ts';
import { startSystem, type System } from '../support/system.ts';
import { until } from '../support/temporal.ts';

const isOver = ({ status }: RunDetails) => status === 'succeeded' || status === 'failed';

async function lines(file: string): Promise<readonly string[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split('\n').filter((line) => line !== '');
}

async function answer(system: System, runId: string, body: object): Promise<unknown> {
  const reply = await system.http('POST', `/v1/runs/${runId}/resume`, body);
  expect(reply).toMatchObject({ status: 200 });
  return reply.body;
}

/** Each leaves a line for each time that it was done. */
const three = (log: string, go: string) => `
ostinato: 1
name: three
nodes:
${['happened', 'again', 'failed'].map((name) => node(name, log, go)).join('\n')}
  sorry: { after: { node: failed, on: { error: [worker-lost] } }, let: { v: 1 } }
output:
  happened: \${ nodes.happened.output.data.receipt }
  again: \${ nodes.again.output.data.receipt }
  sorry: \${ nodes.?sorry.output.v.orValue(0) }
`;

const node = (name: string, log: string, go: string) => `
  ${name}:
    run: 'echo "${name} $OSTINATO_IDEMPOTENCY_KEY" >> ${log}; [ -e ${go} ] || sleep 300; echo ''{"receipt": "done"}'''
    shell: true
    effect: once
    retry: { attempts: 5, backoff: 100ms }
    returns: { type: object, required: [receipt], properties: { receipt: { type: string } } }`;

it('programs whose worker is killed: none is begun again, each is asked about, and does what it is told', async () => {
  const system = await startSystem();
  const log = join(system.folder, 'log');
  const go = join(system.folder, 'go');
  await system.post(three(log, go));
  const first = await system.worker();
  const runId = await system.run('three');
  await until(async () => ((await lines(log)).length === 3 ? true : undefined));
  first.signal('SIGKILL');
  await first.ended;
  await appendFile(go, '');
  await system.worker();

  const asking = await system.untilRun(runId, ({ requests }) => requests.length === 3);
  expect(asking.status).toBe('waiting');
  expect(asking.requests.find(({ id }) => id === 'again#1')).toMatchObject({
    prompt: expect.stringContaining('Did it happen?'),
    outcomes: ['happened', 'again', 'failed'],
    form: { required: ['receipt'] },
    doubt: { key: `${runId}/again#1`, error: { type: 'worker-lost' } },
  });
  expect(await lines(log)).toHaveLength(3);

  const { stdout } = await runCli(['show', runId], { OSTINATO_URL: system.url });
  expect(stdout).toContain(`--request 'again#1' --outcome again`);
  expect(stdout).toContain('--outcome happened --value receipt=…');
  expect(stdout).toContain('with the same inputs and the same idempotency key');

  await answer(system, runId, {
    request: 'happened#1',
    outcome: 'happened',
    value: { receipt: 'found' },
  });
  await answer(system, runId, { request: 'again#1', outcome: 'again' });
  await answer(system, runId, { request: 'failed#1', outcome: 'failed' });
  const run = await system.untilRun(runId, isOver);
  expect(run.output).toEqual({ happened: 'found', again: 'done', sorry: 1 });
  // Nothing was done twice but what a person wanted, and that with the same key.
  expect([...(await lines(log))].sort()).toEqual([
    `again ${runId}/again#1`,
    `again ${runId}/again#1`,
    `failed ${runId}/failed#1`,
    `happened ${runId}/happened#1`,
  ]);
});

interface Bank {
  readonly url: string;
  /** Keys of the payments, in the order in which they came. */
  readonly keys: string[];
}

async function openBank(pay: (response: ServerResponse, count: number) => void): Promise<Bank> {
  const keys: string[] = [];
  const take = (request: IncomingMessage, response: ServerResponse) => {
    keys.push(String(request.headers['idempotency-key']));
    request.resume().on('end', () => pay(response, keys.length));
  };
  const server = createServer(take).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/pay`, keys };
}

/** Where nobody listens any more. */
async function closedPort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}/pay`;
}

const payment = (url: string) => `
ostinato: 1
name: payment
nodes:
  pay: { tool: http.request, input: { method: POST, url: "${url}", body: { amount: 5 } }, retry: 3 }
output: \${ nodes.pay.output.status }
`;

it('a payment whose worker is killed before the answer has come', async () => {
  const bank = await openBank((response, count) => {
    if (count === 2) response.writeHead(201).end();
  });
  const system = await startSystem();
  await system.post(payment(bank.url));
  const first = await system.worker();
  const runId = await system.run('payment');
  await until(() => Promise.resolve(bank.keys.length === 1 ? true : undefined));
  first.signal('SIGKILL');
  await first.ended;
  await system.worker();
  const asking = await system.untilRun(runId, ({ requests }) => requests.length === 1);
  expect(asking.requests[0]).toMatchObject({ id: 'pay#1', doubt: { error: { type: 'worker-lost' } } });
  expect(bank.keys).toHaveLength(1);
  await answer(system, runId, { request: 'pay#1', outcome: 'again' });
  expect((await system.untilRun(runId, isOver)).output).toBe(201);
  expect(bank.keys).toEqual([`${runId}/pay#1`, `${runId}/pay#1`]);
});

it('a connection that breaks when the request is there is in doubt; one that never was is not, and is tried again', async () => {
  const bank = await openBank((response) => response.destroy());
  const system = await startSystem();
  await system.worker();
  await system.post(payment(bank.url));
  const runId = await system.run('payment');
  const asking = await system.untilRun(runId, ({ requests }) => requests.length === 1);
  expect(asking.requests[0]).toMatchObject({
    doubt: { key: bank.keys[0], error: { type: 'http.network', doubt: true } },
  });
  expect(bank.keys).toHaveLength(1);
  const wrong = { request: 'pay#1', outcome: 'happened', value: { status: 'paid' } };
  // No `returns`: what the tool says that it gives.
  expect((await system.http('POST', `/v1/runs/${runId}/resume`, wrong)).status).toBe(422);
  const value = { status: 200, headers: {}, body: null };
  await answer(system, runId, { request: 'pay#1', outcome: 'happened', value });
  expect((await system.untilRun(runId, isOver)).output).toBe(200);
  expect(bank.keys).toHaveLength(1);

  await system.post(payment(await closedPort()).replace('retry: 3', 'retry: { attempts: 2, backoff: 10ms }'));
  const other = await system.untilRun(await system.run('payment'), isOver);
  expect(other).toMatchObject({ status: 'failed', error: { type: 'http.network', instance: 'pay#1' } });
  expect(other.nodes[0]?.attempts).toBe(2);
});

it('a payment that is refused for certain is tried again, with the same key', async () => {
  const bank = await openBank((response, count) => response.writeHead(count < 3 ? 503 : 201).end());
  const system = await startSystem();
  await system.worker();
  await system.post(payment(bank.url).replace('retry: 3', 'retry: { attempts: 3, backoff: 10ms }'));
  const runId = await system.run('payment');
  expect((await system.untilRun(runId, isOver)).output).toBe(201);
  const key = `${runId}/pay#1`;
  expect(bank.keys).toEqual([key, key, key]);
});

/** Keys and secrets reach only who needs them: they stand in no history and in no answer. */
import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { expect, inject, it } from 'vitest';
import type { Child } from '../support/process.ts';
import { startSystem, type System } from '../support/system.ts';

const planted = 'planted-7f3a9c-value';
const key = 'sk-planted-0b1d2e-key';

const definition = `
ostinato: 1
name: quiet
nodes:
  uses:
    run: 'test -n "$TOKEN" && echo has-it; env | grep -v ^TOKEN='
    shell: true
    secrets: { TOKEN: weather }
`;

it('a program gets the secret that it names and nothing of the environment of the server', async () => {
  const env = { OSTINATO_SECRETS: 'weather=WEATHER_KEY', WEATHER_KEY: planted, OPENAI_API_KEY: key };
  const system = await startSystem({ env });
  await system.worker();
  await system.post(definition);
  const runId = await system.run('quiet');
  const run = await system.untilRun(runId, ({ status }) => status === 'succeeded');
  expect(JSON.stringify(run)).toContain('has-it');
  const { address, namespace } = inject('temporal');
  const connection = await Connection.connect({ address });
  const { events } = await new Client({ connection, namespace }).workflow.getHandle(runId).fetchHistory();
  const history = JSON.stringify(events, (_, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : value,
  );
  await connection.close();
  for (const text of [JSON.stringify(run), history, system.server.output()]) {
    expect(text).not.toContain(planted);
    expect(text).not.toContain(key);
  }
});

/** Of every file of the data folder, Temporal's own database among them, and of what the processes have printed. */
async function everythingKept({ folder, server }: System, worker: Child): Promise<readonly Kept[]> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const read = files
    .filter((file) => file.isFile())
    .map(async ({ parentPath, name }) => {
      const path = join(parentPath, name);
      return { name: path.slice(folder.length + 1), bytes: await readFile(path) };
    });
  const printed = { name: 'what they print', bytes: Buffer.from(server.output() + worker.output()) };
  return [...(await Promise.all(read)), printed];
}

interface Kept {
  readonly name: string;
  readonly bytes: Buffer;
}

const found = (kept: readonly Kept[], text: string) =>
  kept.filter(({ bytes }) => bytes.includes(text)).map(({ name }) => name);

it('with encryption nothing secret stands on the disk, in a log or in an answer, however it was used', async () => {
  const answer = 'planted-5e8d1b-answer';
  const inherited = 'planted-c2f4a0-inherited';
  const system = await startSystem({
    own: true,
    env: {
      OSTINATO_SECRETS: 'weather=WEATHER_KEY',
      OSTINATO_KEYS: `a:${randomBytes(32).toString('base64')}`,
      OSTINATO_LOG: 'debug',
      WEATHER_KEY: planted,
      OPENAI_API_KEY: key,
      INHERITED: inherited,
    },
  });
  const worker = await system.worker();
  await system.post(`
ostinato: 1
name: secretive
nodes:
  ask:
    human: The code?
    sensitive: true
    form: { type: object, properties: { code: { type: string, minLength: 10 } }, required: [code] }
  large:
    run: [node, -e, "process.stdin.on('data', (d) => process.stdout.write(String(d).repeat(2000)))"]
    stdin: "\${ nodes.ask.output.code }"
    sensitive: true
  fails:
    run: 'test -n "$TOKEN" && env && env >&2 && exit 3'
    shell: true
    secrets: { TOKEN: weather }
    env: { CODE: "\${ nodes.ask.output.code }" }
    sensitive: true
    retry: { attempts: 2, backoff: 10ms }
  after: { after: { node: fails, on: error }, let: { length: "\${ size(nodes.large.output.stdout) }" } }
output: "\${ nodes.?after.output.length.orValue(0) }"
`);
  const runId = await system.run('secretive');
  await system.untilRun(runId, ({ requests }) => requests.length === 1);
  const resume = (code: string) =>
    system.http('POST', `/v1/runs/${runId}/resume`, { request: 'ask#1', value: { code } });
  const answers = [await resume(answer.slice(0, 9)), await resume(answer), await resume(`${answer}-again`)];
  expect(answers.map(({ status }) => status)).toEqual([422, 200, 409]);
  const run = await system.untilRun(runId, ({ status }) => status === 'succeeded');
  expect(run.output).toBe(answer.length * 2_000);
  const told = [
    run,
    ...answers,
    await system.http('GET', '/v1/runs'),
    await system.http('GET', '/v1/workflows'),
  ];
  const kept = await everythingKept(system, worker);
  // The database is where it should be: what is in it without being secret is found.
  expect(found(kept, 'secretive').some((name) => name.includes('temporal.db'))).toBe(true);
  for (const secret of [answer, planted, key, inherited]) {
    expect(JSON.stringify(told)).not.toContain(secret);
    expect(found(kept, secret)).toEqual([]);
  }
});

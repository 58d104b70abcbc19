/** Keys and secrets reach only who needs them: they stand in no history and in no answer. */
import { Client, Connection } from '@temporalio/client';
import { expect, inject, it } from 'vitest';
import { startSystem } from '../support/system.ts';

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

/** The commands that tell a run something, send events and empty the cache: each against the real API. */
import { expect, it } from 'vitest';
import { createFileCache } from '../../src/store/file-cache.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { runCli } from '../support/cli.ts';
import { freshFolder } from '../support/folder.ts';
import { waitingRun } from '../support/memory-orchestrator.ts';

async function place(): Promise<TestApi> {
  const api = await startApi();
  api.memory.runs.set('r', waitingRun('r', 'w', { next: 'deploy' }));
  return api;
}

const cli = (api: TestApi, ...args: string[]) => runCli(args, { OSTINATO_URL: api.url });

it.each([
  [['pause', 'r'], { do: 'pause' }, 'r  paused'],
  [['unpause', 'r'], { do: 'unpause' }, 'r  goes on'],
  [['step', 'r'], { do: 'step' }, 'r  next: deploy'],
  [['step', 'r', '--on'], { do: 'step-mode', on: true }, 'r  next: deploy'],
  [['step', 'r', '--off'], { do: 'step-mode', on: false }, 'r  goes on'],
  [['cancel', 'r', '--node', 'ask'], { do: 'cancel-node', node: 'ask' }, 'r  ask cancelled'],
  [
    ['complete', 'r', '--node', 'i#1[0]'],
    { do: 'complete-node', node: 'i#1[0]' },
    'r  i#1[0] ends with what it has',
  ],
])('%j', async (args, verb, said) => {
  const api = await place();
  expect(await cli(api, ...args)).toEqual({ code: 0, stdout: `${said}\n`, stderr: '' });
  expect(api.memory.told).toEqual([{ runId: 'r', verb }]);
});

it('step --on says what it does where nothing halts yet', async () => {
  const api = await startApi();
  api.memory.runs.set('r', waitingRun('r', 'w'));
  expect((await cli(api, 'step', 'r', '--on')).stdout).toBe('r  halts before each node\n');
});

it('emit sends an event to all, or to one run', async () => {
  const api = await place();
  expect((await cli(api, 'emit', 'paid', '--key', '7', '--data', 'n=1')).stdout).toBe('paid  sent\n');
  expect((await cli(api, 'emit', 'paid', '--run', 'r', '--id', 'x')).stdout).toBe('paid  sent to r\n');
  expect(api.memory.events).toEqual([
    { event: { name: 'paid', key: '7', data: { n: 1 } } },
    { runId: 'r', event: { name: 'paid', id: 'x' } },
  ]);
  expect((await cli(api, 'emit', 'paid', '--run', 'nobody')).code).toBe(3);
});

it('cache clear says how many results are forgotten', async () => {
  const cache = createFileCache(await freshFolder(), Date.now);
  const api = await startApi({ cache });
  await cache.put({ node: 'n', key: 1 }, { value: 1, from: { workflow: 'w', node: 'fetch' } });
  expect((await cli(api, 'cache', 'clear', '--node', 'other')).stdout).toBe('0 results are forgotten.\n');
  expect((await cli(api, 'cache', 'clear', '--workflow', 'w')).stdout).toBe('One result is forgotten.\n');
});

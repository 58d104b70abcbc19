/** Cancelling a run ends the whole tree of its program, compensates, and is told to who answers late. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { RunDetails } from '../../src/client/orchestrator.ts';
import { serve } from '../activities/support/server.ts';
import { untilGone } from '../support/process.ts';
import { startSystem } from '../support/system.ts';
import { until } from '../support/temporal.ts';

const tree = (pids: string, undone: string) => `
ostinato: 1
name: tree
nodes:
  before:
    let: { v: 1 }
    compensate: { run: 'echo undone > ${undone}', shell: true }
  deep:
    after: before
    shell: true
    run: |
      trap '' TERM
      sh -c 'trap "" TERM; echo $$ >> ${pids}; while :; do sleep 1; done' &
      setsid sh -c 'echo $$ >> ${pids}; while :; do sleep 1; done' &
      echo $$ >> ${pids}
      while :; do sleep 1; done
  ask: { human: Still there?, outcomes: [ok] }
`;

it('a cancelled run leaves no process of its program behind', async () => {
  const system = await startSystem();
  await system.worker();
  const pids = join(system.folder, 'pids');
  const undone = join(system.folder, 'undone');
  await system.post(tree(pids, undone));
  const runId = await system.run('tree');
  const started = await until(async () => {
    const found = (await readFile(pids, 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');
    return found.length === 3 ? found.map(Number) : undefined;
  });
  expect((await system.http('POST', `/v1/runs/${runId}/cancel`)).status).toBeLessThan(300);
  const run = await system.untilRun(runId, ({ status }) => status === 'cancelled');
  await Promise.all(started.map(untilGone));
  expect((await readFile(undone, 'utf8')).trim()).toBe('undone');
  expect(run.nodes.map(({ path, status }) => `${path} ${status}`)).toEqual([
    'before succeeded',
    'before#1/compensate succeeded',
    'deep cancelled',
    'ask cancelled',
  ]);
  const late = await system.http('POST', `/v1/runs/${runId}/resume`, { request: 'ask#1', outcome: 'ok' });
  expect(late.status).toBe(409);
  expect((await system.http('POST', `/v1/runs/${runId}/cancel`)).status).toBe(409);
});

const everything = (url: string, folder: string) => `
ostinato: 1
name: everything
limits: { cleanup: 1h }
nodes:
  before:
    let: { v: 1 }
    compensate: { human: Was it undone by hand?, outcomes: [done] }
  program: { after: before, run: [sleep, '600'] }
  request: { after: before, tool: http.request, input: { method: GET, url: '${url}/request' } }
  model: { after: before, agent: { model: compatible/slow, baseUrl: '${url}/v1' }, prompt: Think. }
  child: { after: before, workflow: waits }
  later: { after: before, wait: 7d }
  event: { after: before, receive: never }
  ask: { after: before, human: Still there?, outcomes: [ok] }
finally: { run: 'echo over > ${folder}/over', shell: true }
`;
const waits = `
ostinato: 1
name: waits
nodes:
  inner: { human: And here?, outcomes: [ok] }
`;

it('a cancelled run stops all that is under way, and its undoing may wait for a person', async () => {
  const open = new Set<string>();
  const aborted: string[] = [];
  const server = await serve((seen, response) => {
    open.add(seen.url);
    // Nothing is ever answered: who asked hangs up.
    response.once('close', () => aborted.push(seen.url));
  });
  onTestFinished(() => server.close());
  const system = await startSystem({ env: { OPENAI_API_KEY: 'sk-test' } });
  await system.worker();
  await system.post(waits);
  await system.post(everything(server.url, system.folder));
  const runId = await system.run('everything');
  const paths = ['program', 'request', 'model', 'child', 'later', 'event', 'ask'];
  const begun = await system.untilRun(
    runId,
    ({ nodes, requests }) =>
      open.size === 2 && requests.length === 1 && paths.every((path) => stands(nodes, path)),
  );
  const child = begun.nodes.find(({ path }) => path === 'child')?.run ?? '';
  await system.untilRun(child, ({ requests }) => requests.length === 1);

  expect((await system.http('POST', `/v1/runs/${runId}/cancel`)).status).toBeLessThan(300);
  const undoing = await system.untilRun(runId, ({ requests }) => requests.length === 1 && asksOf(requests));
  await until(() => Promise.resolve(aborted.length === open.size || undefined));
  expect((await system.untilRun(child, ({ status }) => status === 'cancelled')).requests).toEqual([]);
  for (const path of paths)
    expect(undoing.nodes.find((node) => node.path === path)?.status, path).toBe('cancelled');
  const late = await system.http('POST', `/v1/runs/${runId}/resume`, { request: 'ask#1', outcome: 'ok' });
  expect(late.status).toBe(409);

  const [{ id: request } = { id: '' }] = undoing.requests;
  const answer = { request, outcome: 'done' };
  expect((await system.http('POST', `/v1/runs/${runId}/resume`, answer)).status).toBe(200);
  const run = await system.untilRun(runId, ({ status }) => status === 'cancelled');
  expect(stands(run.nodes, 'before#1/compensate')).toBe('succeeded');
  expect(await readFile(join(system.folder, 'over'), 'utf8')).toBe('over\n');
});

function stands(nodes: RunDetails['nodes'], path: string): string | undefined {
  return nodes.find((node) => node.path === path)?.status;
}

function asksOf(requests: RunDetails['requests']): boolean {
  return requests.every(({ id }) => id.startsWith('before#1/compensate'));
}

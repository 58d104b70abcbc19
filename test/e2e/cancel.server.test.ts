/** Cancelling a run ends the whole tree of its program, compensates, and is told to who answers late. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
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

/** A worker that is gone, or silent, is noticed long before the timeouts of its nodes; its programs do not go on. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { expect, inject, it } from 'vitest';
import type { RunDetails } from '../../src/client/orchestrator.ts';
import { untilGone } from '../support/process.ts';
import { startSystem, type System } from '../support/system.ts';
import { until } from '../support/temporal.ts';

/** The first attempt writes a line at every moment, as does a child in a session of its own; others look whether it is quiet. */
const busy = (folder: string, retry: string, which: string) => `
ostinato: 1
name: busy
nodes:
  work:
    shell: true
    timeout: 7d
    run: |
      if ${which}; then
        setsid sh -c 'echo $$ >> ${folder}/pids; while :; do echo x >> ${folder}/log; sleep 0.05; done' &
        echo $$ >> ${folder}/pids
        while :; do echo x >> ${folder}/log; sleep 0.05; done
      fi
      before=$(wc -c < ${folder}/log); sleep 0.5; after=$(wc -c < ${folder}/log)
      [ "$before" = "$after" ] && printf quiet
    ${retry}
output: \${ nodes.work.output.stdout }
`;

const isOver = ({ status }: RunDetails) => status === 'succeeded' || status === 'failed';

const firstAttempt = '[ "$OSTINATO_ATTEMPT" = 1 ]';

async function pidsOf({ folder }: System): Promise<readonly number[]> {
  const text = await readFile(join(folder, 'pids'), 'utf8').catch(() => '');
  return text.split('\n').slice(0, -1).map(Number);
}

async function busyRun(
  system: System,
  retry = '',
  which = firstAttempt,
): Promise<{ runId: string; pids: readonly number[] }> {
  await system.post(busy(system.folder, retry, which));
  const runId = await system.run('busy');
  const pids = await until(async () => {
    const found = await pidsOf(system);
    return found.length === 2 ? found : undefined;
  });
  return { runId, pids };
}

it('a killed worker: the next attempt begins when nothing of the first one runs any more', async () => {
  const system = await startSystem();
  const first = await system.worker();
  const { runId, pids } = await busyRun(system, 'retry: { attempts: 2, backoff: 100ms }');
  await system.worker();
  first.signal('SIGKILL');
  await first.ended;
  const run = await system.untilRun(runId, isOver);
  expect(run.output).toBe('quiet');
  await Promise.all(pids.map(untilGone));
  expect(await heartbeatTimeouts(runId)).toEqual([15]);
});

it('a killed worker, and no attempt that follows: the node fails, and another worker ends what was left', async () => {
  const system = await startSystem();
  const first = await system.worker();
  const { runId, pids } = await busyRun(system);
  await system.worker();
  first.signal('SIGKILL');
  await first.ended;
  const run = await system.untilRun(runId, isOver);
  expect(run.error).toMatchObject({ type: 'worker-lost', instance: 'work#1' });
  await Promise.all(pids.map(untilGone));
});

it('a worker that is held up: what it comes back with counts no more, and its program was ended', async () => {
  const system = await startSystem();
  const first = await system.worker();
  // The server knows of no silence at once: it may hand the next attempts to the same worker, and they are lost too.
  const { runId, pids } = await busyRun(system, 'retry: { attempts: 20, backoff: 100ms }');
  await system.worker();
  first.signal('SIGSTOP');
  const run = await system.untilRun(runId, isOver);
  first.signal('SIGCONT');
  await Promise.all(pids.map(untilGone));
  expect(run.output).toBe('quiet');
  expect(run.nodes.find(({ path }) => path === 'work')?.attempts).toBeGreaterThan(1);
  expect((await system.untilRun(runId, isOver)).output).toBe('quiet');
}, 300_000);

it('a run is cancelled while no worker is there: it is undone as soon as there is one, and nothing is left', async () => {
  const system = await startSystem();
  const first = await system.worker();
  // An attempt may begin before the worker hears of the cancellation: that one does not end by itself either.
  const { runId } = await busyRun(system, 'retry: 5', 'true');
  first.signal('SIGKILL');
  await first.ended;
  expect((await system.http('POST', `/v1/runs/${runId}/cancel`)).status).toBeLessThan(300);
  await system.worker();
  const run = await system.untilRun(runId, ({ status }) => status === 'cancelled');
  expect(run.nodes).toMatchObject([{ path: 'work', status: 'cancelled' }]);
  await Promise.all((await pidsOf(system)).map(untilGone));
});

/** In seconds, of every activity that the run has scheduled. */
async function heartbeatTimeouts(runId: string): Promise<readonly number[]> {
  const { address, namespace } = inject('temporal');
  const connection = await Connection.connect({ address });
  const { events } = await new Client({ connection, namespace }).workflow.getHandle(runId).fetchHistory();
  await connection.close();
  return (events ?? []).flatMap(({ activityTaskScheduledEventAttributes: scheduled }) =>
    scheduled ? [Number(scheduled.heartbeatTimeout?.seconds ?? 0)] : [],
  );
}

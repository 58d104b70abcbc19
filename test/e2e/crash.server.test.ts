/**
 * Killing any process at any moment loses nothing and repeats no finished node (docs/design.md). Each test kills one
 * with SIGKILL at the moment that hurts most.
 */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { untilGone } from '../support/process.ts';
import { startOn, startSystem, type System } from '../support/system.ts';
import { until } from '../support/temporal.ts';

/** Leaves a mark for each time that a program really ran. */
const marking = (log: string) => `
ostinato: 1
name: marking
nodes:
  first:
    run: 'echo first >> ${log}'
    shell: true
  slow:
    after: first
    run: 'echo slow $OSTINATO_IDEMPOTENCY_KEY >> ${log}; if [ "$OSTINATO_ATTEMPT" = 1 ]; then sleep 300; fi'
    shell: true
    retry: { attempts: 3, backoff: 100ms }
  ask: { after: slow, human: Go on?, outcomes: [ok] }
  last:
    after: ask.ok
    run: 'echo last >> ${log}'
    shell: true
`;

async function lines(log: string): Promise<readonly string[]> {
  const text = await readFile(log, 'utf8').catch(() => '');
  return text.split('\n').filter((line) => line !== '');
}

/** Temporal's processes: they have the folder among their arguments. */
async function processesOn(folder: string): Promise<readonly number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-ww', '-o', 'pid=,args=']);
  return stdout.split('\n').flatMap((line) => (line.includes(folder) ? [Number.parseInt(line, 10)] : []));
}

const isOver = ({ status }: { readonly status: string }) => status === 'succeeded' || status === 'failed';

async function answer(system: System, runId: string): Promise<void> {
  await system.untilRun(runId, ({ requests }) => requests.length > 0);
  const { status } = await system.http('POST', `/v1/runs/${runId}/resume`, {
    request: 'ask#1',
    outcome: 'ok',
  });
  expect(status).toBe(200);
}

it('a worker killed in the middle of a node, and another one while waiting for a person', async () => {
  const system = await startSystem();
  const log = join(system.folder, 'marks');
  await system.post(marking(log));
  const first = await system.worker();
  const runId = await system.run('marking');
  await until(async () => ((await lines(log)).length === 2 ? true : undefined));
  first.signal('SIGKILL');
  await first.ended;

  const second = await system.worker();
  await system.untilRun(runId, ({ requests }) => requests.length > 0);
  second.signal('SIGKILL');
  await second.ended;

  await system.worker();
  await answer(system, runId);
  const run = await system.untilRun(runId, isOver);
  expect(run.status).toBe('succeeded');
  const marks = await lines(log);
  // The same idempotency key at both attempts; nothing that had finished ran again.
  expect(marks).toEqual(['first', `slow ${runId}/slow#1`, `slow ${runId}/slow#1`, 'last']);
  expect(run.nodes.find(({ path }) => path === 'slow')?.attempts).toBe(2);
});

it('everything killed at once, Temporal too, while a person is asked; started again on the same folder', async () => {
  const system = await startSystem({ own: true });
  const log = join(system.folder, 'marks');
  await system.post(marking(log).replace('sleep 300', 'true'));
  const worker = await system.worker();
  const runId = await system.run('marking');
  await system.untilRun(runId, ({ requests }) => requests.length > 0);
  const temporal = await processesOn(system.folder);
  expect(temporal.length).toBeGreaterThan(0);
  for (const pid of [...temporal, worker.pid, system.server.pid]) process.kill(pid, 'SIGKILL');
  await Promise.all([worker.ended, system.server.ended, ...temporal.map(untilGone)]);

  const again = await startOn(system.folder, system.env);
  await again.worker();
  await answer(again, runId);
  expect((await again.untilRun(runId, isOver)).status).toBe('succeeded');
  expect(await lines(log)).toEqual(['first', `slow ${runId}/slow#1`, 'last']);
});

/**
 * A worker that is asked to end (SIGTERM) takes nothing new, finishes what it can, hands back the rest, and is gone in
 * bounded time; the other workers go on.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { expect, inject, it, onTestFinished, vi } from 'vitest';
import type { RunDetails } from '../../src/client/orchestrator.ts';
import { freshFolder } from '../support/folder.ts';
import { untilGone } from '../support/process.ts';
import { startSystem } from '../support/system.ts';
import { until } from '../support/temporal.ts';

// Each starts three processes and more, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 300_000 });

const isOver = ({ status }: RunDetails) => status === 'succeeded' || status === 'failed';

async function linesOf(file: string): Promise<readonly string[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split('\n').slice(0, -1);
}

/** Resolves when the file has so many lines. */
function untilLines(file: string, count: number): Promise<readonly string[]> {
  return until(async () => {
    const lines = await linesOf(file);
    return lines.length >= count ? lines : undefined;
  });
}

const runs = 6;
const marks = 6;

const steps = (log: string) => `
ostinato: 1
name: steps
input: { type: object, properties: { n: { type: integer } } }
nodes:
  all:
    map: \${ [1, 2, 3] }
    as: i
    nodes:
      before: { run: 'sleep 0.2; echo before-\${ string(input.n) }-\${ string(i) } >> ${log}', shell: true }
      after: { after: before, run: 'sleep 0.2; echo after-\${ string(input.n) }-\${ string(i) } >> ${log}', shell: true }
`;

it('under load: what is under way is finished, nothing is lost or done twice, and the other worker goes on', async () => {
  const system = await startSystem();
  const log = join(system.folder, 'log');
  await system.post(steps(log));
  const [first] = await Promise.all([system.worker(), system.worker()]);
  const ids = await Promise.all(Array.from({ length: runs }, (_, n) => system.run('steps', { n })));
  await untilLines(log, runs);
  first.signal('SIGTERM');
  expect(await first.ended).toBe(0);
  for (const id of ids) expect((await system.untilRun(id, isOver)).status).toBe('succeeded');
  const lines = await linesOf(log);
  expect(new Set(lines).size).toBe(runs * marks);
  expect(lines).toHaveLength(runs * marks);
});

it('the server hands nothing to a worker that is about to end, which would be lost', async () => {
  const { address, namespace } = inject('temporal');
  const connection = await Connection.connect({ address });
  onTestFinished(() => connection.close());
  const { namespaceInfo } = await connection.workflowService.describeNamespace({ namespace });
  expect(namespaceInfo?.capabilities?.workerPollCompleteOnShutdown).toBe(true);
});

/** The first attempt has no end, listens to no signal, and has a child in a session of its own that does not either. */
const endless = (folder: string, more = '') => `
ostinato: 1
name: endless
nodes:
  work:
    shell: true
    retry: { attempts: 3, backoff: 100ms }
    ${more}
    run: |
      if [ "$OSTINATO_ATTEMPT" = 1 ]; then
        trap '' TERM
        setsid sh -c 'trap "" TERM; echo $$ >> ${folder}/pids; while :; do sleep 0.1; done' &
        echo $$ >> ${folder}/pids
        while :; do sleep 0.1; done
      fi
      printf "$OSTINATO_ATTEMPT"
output: \${ nodes.work.output.stdout }
`;

it('a program that outlasts the grace: it is ended with all that it started, and tried again elsewhere', async () => {
  const system = await startSystem({ env: { OSTINATO_GRACE: '1s' } });
  await system.post(endless(system.folder));
  const first = await system.worker();
  const runId = await system.run('endless');
  const pids = await untilLines(join(system.folder, 'pids'), 2);
  await system.worker();
  first.signal('SIGTERM');
  expect(await first.ended).toBe(0);
  await Promise.all(pids.map((pid) => untilGone(Number(pid))));
  expect(await system.untilRun(runId, isOver)).toMatchObject({ status: 'succeeded', output: '2' });
});

it('one that must be done once is not tried again: a person is asked', async () => {
  const system = await startSystem({ env: { OSTINATO_GRACE: '1s' } });
  await system.post(endless(system.folder, 'effect: once'));
  const first = await system.worker();
  const runId = await system.run('endless');
  const pids = await untilLines(join(system.folder, 'pids'), 2);
  first.signal('SIGTERM');
  expect(await first.ended).toBe(0);
  await Promise.all(pids.map((pid) => untilGone(Number(pid))));
  await system.worker();
  const run = await system.untilRun(runId, ({ requests }) => requests.length > 0);
  expect(run.requests).toMatchObject([{ id: 'work#1', outcomes: ['happened', 'again', 'failed'] }]);
});

/** Its first call never ends, hears nothing, and keeps its process alive. */
const deafTool = `
import { defineTool } from '${new URL('../../src/activities/tools/define.ts', import.meta.url).href}';
import { appendFileSync } from 'node:fs';
export default defineTool({
  name: 'test.deaf',
  description: 'For tests',
  input: { type: 'object', required: ['log'], properties: { log: { type: 'string' } } },
  effect: 'idempotent',
  run: ({ log }, { attempt }) => {
    appendFileSync(log, attempt + '\\n');
    return attempt > 1 ? attempt : new Promise(() => setInterval(() => {}, 1_000));
  },
});
`;

it('a tool that never ends and hears nothing: the worker ends without it, and another one does it again', async () => {
  const module = join(await freshFolder(), 'deaf.ts');
  await writeFile(module, deafTool);
  const system = await startSystem({ env: { OSTINATO_GRACE: '1s', OSTINATO_TOOLS: module } });
  const log = join(system.folder, 'log');
  await system.post(`
ostinato: 1
name: deaf
nodes: { work: { tool: test.deaf, input: { log: ${log} }, retry: { attempts: 3, backoff: 100ms } } }
output: \${ nodes.work.output }
`);
  const first = await system.worker();
  const runId = await system.run('deaf');
  await untilLines(log, 1);
  first.signal('SIGTERM');
  expect(await first.ended).toBe(0);
  await system.worker();
  expect(await system.untilRun(runId, isOver)).toMatchObject({ status: 'succeeded', output: 2 });
});

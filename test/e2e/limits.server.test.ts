/** Limits of a tool and of a model (`OSTINATO_LIMITS`): what all workers do together keeps them. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LLMock } from '@copilotkit/aimock';
import { expect, it, onTestFinished, vi } from 'vitest';
import { freshFolder } from '../support/folder.ts';
import { startSystem, type System } from '../support/system.ts';
import { until } from '../support/temporal.ts';

// Each starts several processes, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 300_000 });

const isOver = ({ status }: { readonly status: string }) => status === 'succeeded' || status === 'failed';

/** Writes a line for each call: who has done it. */
const markTool = `
import { defineTool } from '${new URL('../../src/activities/tools/define.ts', import.meta.url).href}';
import { appendFileSync } from 'node:fs';
export default defineTool({
  name: 'test.mark',
  description: 'For tests',
  input: { type: 'object', required: ['log'], properties: { log: { type: 'string' } } },
  effect: 'idempotent',
  quick: true,
  run: ({ log }) => appendFileSync(log, process.pid + '\\n'),
});
`;

async function markingSystem(limits: string, env: NodeJS.ProcessEnv = {}): Promise<System> {
  const module = join(await freshFolder(), 'mark.ts');
  await writeFile(module, markTool);
  return startSystem({ env: { OSTINATO_TOOLS: module, OSTINATO_LIMITS: limits, ...env } });
}

const marking = ({ folder }: System, count: number) => `
ostinato: 1
name: marking
nodes:
  all:
    map: \${ range(0, ${count}) }
    nodes: { mark: { tool: test.mark, input: { log: ${folder}/log } } }
`;

async function marksOf({ folder }: System): Promise<readonly string[]> {
  const text = await readFile(join(folder, 'log'), 'utf8').catch(() => '');
  return text.split('\n').slice(0, -1);
}

/** Ms that calls of this rate take at least: in the beginning there is a second's worth, and one more. */
const least = (count: number, perSecond: number) => ((count - perSecond - 1) / perSecond) * 1_000;

it('two workers keep the limit of a tool together', async () => {
  const system = await markingSystem('tool:test.mark=5/s');
  await Promise.all([system.worker(), system.worker()]);
  await system.post(marking(system, 30));
  const began = Date.now();
  expect(await system.untilRun(await system.run('marking'), isOver)).toMatchObject({ status: 'succeeded' });
  // A slow machine takes longer; nothing makes this shorter but calls beyond the limit.
  expect(Date.now() - began).toBeGreaterThan(least(30, 5));
  const marks = await marksOf(system);
  expect(marks).toHaveLength(30);
  expect(new Set(marks).size).toBe(2);
});

it('and that of a model, for all agents', async () => {
  const mock = new LLMock({ port: 0, logLevel: 'silent' });
  mock.on({}, () => ({ content: 'Yes.' }));
  await mock.start();
  onTestFinished(() => mock.stop());
  const system = await markingSystem('model:openai/gpt-5=120/m', {
    OPENAI_API_KEY: 'sk-openai',
    OPENAI_BASE_URL: `${mock.url}/v1`,
  });
  await Promise.all([system.worker(), system.worker()]);
  await system.post(`
ostinato: 1
name: asking
nodes:
  all:
    map: \${ range(0, 9) }
    nodes: { ask: { agent: { model: openai/gpt-5 }, prompt: Well? } }
`);
  const began = Date.now();
  expect(await system.untilRun(await system.run('asking'), isOver)).toMatchObject({ status: 'succeeded' });
  expect(Date.now() - began).toBeGreaterThan(least(9, 2));
  expect(mock.getRequests()).toHaveLength(9);
});

it('a limit that is lifted lets go on what has waited', async () => {
  const system = await markingSystem('tool:test.mark=1/h');
  const workers = await Promise.all([system.worker(), system.worker()]);
  await system.post(marking(system, 10));
  const runId = await system.run('marking');
  await until(async () => ((await marksOf(system)).length > 0 ? true : undefined));
  for (const worker of workers) worker.signal('SIGTERM');
  expect(await Promise.all(workers.map(({ ended }) => ended))).toEqual([0, 0]);
  expect((await marksOf(system)).length).toBeLessThan(3);
  system.env['OSTINATO_LIMITS'] = 'tool:test.mark=none';
  await system.worker();
  expect(await system.untilRun(runId, isOver)).toMatchObject({ status: 'succeeded' });
  expect(await marksOf(system)).toHaveLength(10);
});

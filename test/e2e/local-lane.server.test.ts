/** A worker killed in the middle of the local lane: what was not reported is done again, with the same keys. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { freshFolder } from '../support/folder.ts';
import { startSystem } from '../support/system.ts';

const define = join(import.meta.dirname, '../../src/activities/tools/define.ts');

/** Leaves its key in `marks`, and kills its worker where it is told to, until there is a file `go`. */
const tool = (folder: string) => `
import { appendFileSync, existsSync } from 'node:fs';
import { defineTool } from ${JSON.stringify(define)};
export default defineTool({
  name: 'test.mark',
  description: 'Leaves a mark',
  input: { type: 'object' },
  effect: 'idempotent',
  quick: true,
  run: async (input, { key }) => {
    appendFileSync('${folder}/marks', key.slice(key.indexOf('/') + 1) + '\\n');
    if (input.kills && !existsSync('${folder}/go')) process.kill(process.pid, 'SIGKILL');
    return input;
  },
});
`;

const definition = `
ostinato: 1
name: marks
nodes:
${Array.from({ length: 14 }, (_, step) => `  s${step}: { ${step > 0 ? `after: s${step - 1}, ` : ''}tool: test.mark, input: { kills: ${step === 13} } }`).join('\n')}
output: \${ nodes.s13.output.kills }
`;

it('a worker killed in the second row of local steps', { timeout: 400_000 }, async () => {
  const folder = await freshFolder();
  await writeFile(join(folder, 'tool.ts'), tool(folder));
  const system = await startSystem({ env: { OSTINATO_TOOLS: join(folder, 'tool.ts') } });
  const marks = async () =>
    (await readFile(join(folder, 'marks'), 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');
  await system.post(definition);
  const first = await system.worker();
  const runId = await system.run('marks');
  expect(await first.ended).toBe('SIGKILL');

  // What a finished workflow task has recorded; the end of the eleventh, an activity, had begun the one that was killed.
  const known = await system.untilRun(runId, () => true);
  const statuses = known.nodes.map(({ status }) => status);
  expect(statuses.filter((status) => status === 'succeeded')).toHaveLength(10);

  await writeFile(join(folder, 'go'), '');
  await system.worker();
  const run = await system.untilRun(runId, ({ status }) => status !== 'running' && status !== 'waiting');
  expect([run.status, run.output]).toEqual(['succeeded', true]);
  expect(run.nodes.map(({ attempts }) => attempts)).toEqual(Array.from({ length: 14 }, () => 1));
  const steps = Array.from({ length: 14 }, (_, step) => `s${step}#1`);
  const done = Map.groupBy(await marks(), (mark) => mark);
  // At the keys that were recorded once; at the others again.
  expect(steps.map((step) => done.get(step)?.length)).toEqual([...Array<number>(11).fill(1), 2, 2, 2]);
});

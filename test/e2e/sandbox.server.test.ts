/** The whole way of a sandbox that a worker asks for: no program starts outside, whoever wrote its node. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startSystem } from '../support/system.ts';

const definition = (trace: string) => `
ostinato: 1
name: shut-in
nodes:
  written: { run: [/usr/bin/touch, ${trace}], sandbox: none }
  made:
    after: { node: written, on: error }
    plan: { graph: { inner: { run: [/usr/bin/touch, ${trace}], sandbox: none } } }
`;

it('with OSTINATO_SANDBOX=strict a worker that has no bubblewrap starts no program', async () => {
  const system = await startSystem({ env: { OSTINATO_SANDBOX: 'strict', PATH: '/nowhere' } });
  await system.worker();
  const trace = join(system.folder, 'trace');
  await system.post(definition(trace));
  const run = await system.untilRun(await system.run('shut-in'), ({ status }) => status === 'failed');
  expect(run.error).toMatchObject({ type: 'sandbox', detail: expect.stringContaining('install') });
  const failed = run.nodes.filter(({ status }) => status === 'failed').map(({ path }) => path);
  expect(failed).toContain('written');
  expect(failed).toContain('made');
  expect(existsSync(trace)).toBe(false);
});

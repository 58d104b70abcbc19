/**
 * Definitions as newcomers write them with docs/language alone: shops side by side, an approval, a trip that is undone, a
 * parcel that is followed, a question for a model. They have no fault, and do what their authors expect of them.
 */
import { expect, it } from 'vitest';
import { runCli } from '../support/cli.ts';

it('have neither faults nor warnings', async () => {
  const { code, stdout } = await runCli(['check', import.meta.dirname], {
    OSTINATO_URL: 'http://127.0.0.1:9',
  });
  expect(stdout).toMatch(/5 files, all right: no faults\n$/);
  expect(code).toBe(0);
});

it('pass their cases and take every edge', async () => {
  const { code, stdout } = await runCli(['test', import.meta.dirname]);
  expect(stdout).toMatch(/\n17 cases, all passed; (\d+) of \1 edges taken\n$/);
  expect(code).toBe(0);
});

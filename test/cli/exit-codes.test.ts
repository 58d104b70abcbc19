import { expect, it } from 'vitest';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { madeTable } from '../support/made-table.ts';

it('docs/cli.md has the table of exit codes; replace it by the expected lines when this fails', async () => {
  const rows = Object.entries(exitCodes).map(
    ([name, [code, meaning]]) => `| ${code} | ${name} | ${meaning} |`,
  );
  const expected = ['| code | name | meaning |', '|---|---|---|', ...rows];
  expect(await madeTable('docs/cli.md', 'src/cli/exit-codes.ts')).toEqual(expected);
});

it('no two have the same code', () => {
  const codes = Object.values(exitCodes).map(([code]) => code);
  expect(new Set(codes).size).toBe(codes.length);
});

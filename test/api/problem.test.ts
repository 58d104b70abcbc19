import { expect, it } from 'vitest';
import { problems } from '../../src/api/problem.ts';
import { madeTable } from '../support/made-table.ts';

it('docs/api.md has the table of problems; replace it by the expected lines when this fails', async () => {
  const rows = Object.entries(problems).map(([name, [status, title]]) => {
    return `| \`/problems/${name}\` | ${status} | ${title} |`;
  });
  const expected = ['| `type` | status | title |', '|---|---|---|', ...rows];
  expect(await madeTable('docs/api.md', 'src/api/problem.ts')).toEqual(expected);
});

/** `ostinato runs`: lists runs, newest first. */
import { Command, Option } from 'commander';
import type { RunsQuery } from '../../client/http-client.ts';
import type { RunItem } from '../../client/wire.ts';
import { connect } from '../connect.ts';
import { type JsonOption, jsonOption, print, printJson, remark } from '../output.ts';
import { coloured, dim } from '../print/style.ts';
import { table } from '../print/table.ts';

const usualLimit = 20;
const statuses = ['running', 'waiting', 'succeeded', 'failed', 'cancelled'];

export function command(): Command {
  return new Command('runs')
    .description('list runs, newest first')
    .option('--workflow <name>', 'only runs of this workflow')
    .addOption(new Option('--status <status>', 'only runs with this status').choices(statuses))
    .option('--limit <number>', 'how many, 1 to 200', Number, usualLimit)
    .option('--cursor <cursor>', 'go on where the last list ended')
    .addOption(jsonOption())
    .action(list);
}

async function list({ json, ...query }: RunsQuery & JsonOption): Promise<void> {
  const client = await connect();
  const page = await client.runs(query);
  if (json) return printJson(page);
  print(page.runs.length === 0 ? 'no runs' : table(page.runs.map(cells)));
  if (page.cursor !== undefined) remark(dim(`more: ${nextPage(query, page.cursor)}`));
}

/** A cursor belongs to its list, so the filters are typed again. */
function nextPage({ workflow, status, limit }: RunsQuery, cursor: string): string {
  const filters = [
    ...(workflow === undefined ? [] : [`--workflow ${workflow}`]),
    ...(status === undefined ? [] : [`--status ${status}`]),
    ...(limit === usualLimit ? [] : [`--limit ${limit}`]),
  ];
  return ['npx ostinato runs', ...filters, `--cursor ${cursor}`].join(' ');
}

function cells({ runId, workflow, version, status, waitingFor, startedAt }: RunItem): readonly string[] {
  const waits = waitingFor.length === 0 ? '' : dim(`for ${waitingFor.join(', ')}`);
  return [runId, `${workflow}@${version}`, coloured(status), dim(startedAt), waits];
}

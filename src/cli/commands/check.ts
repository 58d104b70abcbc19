/** `ostinato check`: is a definition right? Owns nothing but the printing. */
import { Command } from 'commander';
import { ProblemError } from '../../client/http-errors.ts';
import type { OstinatoClient } from '../../client/http-client.ts';
import type { Diagnostic } from '../../interpreter/diagnostic.ts';
import { connect } from '../connect.ts';
import { exitCode } from '../exit-codes.ts';
import { formatOf, readText } from '../files.ts';
import { type JsonOption, jsonOption, print, printJson } from '../output.ts';
import { countText, diagnosticsText } from '../print/diagnostics.ts';

export function command(): Command {
  return new Command('check')
    .description('check definitions without storing them')
    .argument('<files...>', 'YAML or JSON; - is stdin')
    .addOption(jsonOption())
    .action(check);
}

interface Report {
  readonly file: string;
  readonly valid: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

async function check(files: readonly string[], { json }: JsonOption): Promise<void> {
  const client = await connect();
  const reports: Report[] = [];
  for (const file of files) reports.push(await checkFile(client, file));
  if (json) printJson(reports);
  else for (const report of reports) printReport(report);
  if (reports.some(({ valid }) => !valid)) process.exitCode = exitCode('usage');
}

async function checkFile(client: OstinatoClient, file: string): Promise<Report> {
  const text = await readText(file);
  try {
    const { warnings } = await client.check(text, { format: formatOf(file) });
    return { file, valid: true, diagnostics: warnings };
  } catch (error) {
    const diagnostics = error instanceof ProblemError ? error.problem.diagnostics : undefined;
    if (diagnostics === undefined) throw error;
    return { file, valid: false, diagnostics };
  }
}

function printReport({ file, diagnostics }: Report): void {
  if (diagnostics.length > 0) print(`${diagnosticsText(diagnostics, file)}\n`);
  print(`${file}: ${countText(diagnostics)}`);
}

/** `ostinato check`: is a definition right? Owns nothing but the printing. */
import { Command } from 'commander';
import type { OstinatoClient } from '../../client/http-client.ts';
import type { Problem } from '../../client/wire.ts';
import type { Diagnostic } from '../../interpreter/diagnostic.ts';
import { connect } from '../connect.ts';
import { type Exit, exitCode } from '../exit-codes.ts';
import { failureOf, UsageError } from '../failure.ts';
import { formatOf, readText } from '../files.ts';
import { type JsonOption, jsonOption, print, printJson, remark } from '../output.ts';
import { diagnosticsOf } from '../post.ts';
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
  /** Why the file could not be read. */
  readonly problem?: Problem;
}

async function check(files: readonly string[], { json }: JsonOption): Promise<void> {
  const client = await connect();
  const reports: Report[] = [];
  for (const file of files) reports.push(await checkFile(client, file));
  if (json) printJson(reports);
  else for (const report of reports) printReport(report);
  const invalid = reports.find(({ valid }) => !valid);
  if (invalid) process.exitCode = exitCode(exitOf(invalid));
}

async function checkFile(client: OstinatoClient, file: string): Promise<Report> {
  try {
    return await checkText(client, file, await readText(file));
  } catch (error) {
    // One file that cannot be read says nothing of the others.
    if (!(error instanceof UsageError)) throw error;
    return { file, valid: false, diagnostics: [], problem: failureOf(error).problem };
  }
}

async function checkText(client: OstinatoClient, file: string, text: string): Promise<Report> {
  try {
    const { warnings } = await client.check(text, { format: formatOf(file) });
    return { file, valid: true, diagnostics: warnings };
  } catch (error) {
    const diagnostics = await diagnosticsOf(error, text);
    if (diagnostics === undefined) throw error;
    return { file, valid: false, diagnostics };
  }
}

function exitOf({ problem }: Report): Exit {
  return problem?.type === 'cli/not-found' ? 'not-found' : 'usage';
}

function printReport({ file, diagnostics, problem }: Report): void {
  if (problem) return remark(problem.detail);
  if (diagnostics.length > 0) print(`${diagnosticsText(diagnostics, file)}\n`);
  print(`${file}: ${countText(diagnostics)}`);
}

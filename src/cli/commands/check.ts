/** `ostinato check`: are definitions right? Owns who checks them, and the printing. */
import { Command } from 'commander';
import type { OstinatoClient } from '../../client/http-client.ts';
import { UnreachableError } from '../../client/http-errors.ts';
import type { Problem } from '../../client/wire.ts';
import type { Catalogue } from '../../interpreter/catalogue.ts';
import type { Diagnostic } from '../../interpreter/diagnostic.ts';
import { connect } from '../connect.ts';
import { type Exit, exitCode } from '../exit-codes.ts';
import { failureOf, UsageError } from '../failure.ts';
import { formatOf, readDefinition } from '../files.ts';
import { definitionFile, findFiles } from '../find-files.ts';
import { checkLocally, localCatalogue } from '../local.ts';
import { type JsonOption, jsonOption, print, printJson, remark } from '../output.ts';
import { diagnosticsOf } from '../post.ts';
import { countText, diagnosticsText } from '../print/diagnostics.ts';

export function command(): Command {
  return new Command('check')
    .description('check definitions without storing them')
    .argument('<places...>', 'files, or folders with YAML in them; - is stdin')
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

async function check(places: readonly string[], { json }: JsonOption): Promise<void> {
  const files = await findFiles(places, definitionFile);
  const checker = await createChecker(json);
  const reports: Report[] = [];
  for (const file of files) {
    const report = await checkFile(checker, file);
    reports.push(report);
    if (!json) printReport(report);
  }
  if (json) printJson(reports);
  else if (reports.length > 1) print(`\n${summary(reports)}`);
  const invalid = reports.find(({ valid }) => !valid);
  if (invalid) process.exitCode = exitCode(exitOf(invalid));
}

type Checker = (file: string, text: string) => Promise<readonly Diagnostic[]>;

/** The server, which knows its tools; where none answers, this machine with the tools of its own environment. */
async function createChecker(json?: true): Promise<Checker> {
  const client = await connect();
  let catalogue: Catalogue | undefined;
  return async (file, text) => {
    if (catalogue) return checkLocally(text, catalogue);
    try {
      return await checkAtServer(client, file, text);
    } catch (error) {
      if (!(error instanceof UnreachableError)) throw error;
      if (!json) remark('No server answers; checked with the tools of this environment.');
      catalogue = await localCatalogue();
      return checkLocally(text, catalogue);
    }
  };
}

async function checkAtServer(
  client: OstinatoClient,
  file: string,
  text: string,
): Promise<readonly Diagnostic[]> {
  try {
    return (await client.check(text, { format: formatOf(file) })).warnings;
  } catch (error) {
    const diagnostics = await diagnosticsOf(error, text);
    if (diagnostics === undefined) throw error;
    return diagnostics;
  }
}

async function checkFile(checker: Checker, file: string): Promise<Report> {
  try {
    const diagnostics = await checker(file, await readDefinition(file));
    return { file, valid: !diagnostics.some(({ severity }) => severity === 'error'), diagnostics };
  } catch (error) {
    // One file that cannot be read says nothing of the others.
    if (!(error instanceof UsageError)) throw error;
    return { file, valid: false, diagnostics: [], problem: failureOf(error).problem };
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

/** `3 files, 1 with faults: 2 errors, 1 warning` */
function summary(reports: readonly Report[]): string {
  const wrong = reports.filter(({ valid }) => !valid).length;
  const all = reports.flatMap(({ diagnostics }) => diagnostics);
  return `${reports.length} files, ${wrong === 0 ? 'all right' : `${wrong} with faults`}: ${countText(all)}`;
}

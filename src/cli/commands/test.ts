/** `ostinato test`: runs the cases of `*.test.yaml` files in memory, and tells which edges no case takes. */
import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import type { EdgePlan } from '../../interpreter/plan.ts';
import type { TestFile } from '../../simulate/cases.ts';
import { exitCode } from '../exit-codes.ts';
import { findFiles, testFile } from '../find-files.ts';
import { junit } from '../junit.ts';
import { type JsonOption, jsonOption, print, printJson } from '../output.ts';
import { fileLines, type FileReport, totalLine } from '../print/cases.ts';
import { accepted, beside, prepareTrial, refuseUnknown } from '../trial.ts';
import { readFileValue } from '../values.ts';

interface TestOptions extends JsonOption {
  readonly junit?: string;
}

export function command(): Command {
  return new Command('test')
    .description('run the cases of test files in memory and in virtual time')
    .argument('[places...]', 'files, or folders with `*.test.yaml` in them', ['.'])
    .option('--junit <file>', 'write a report as JUnit XML')
    .addOption(jsonOption())
    .action(test);
}

async function test(places: readonly string[], { json, junit: target }: TestOptions): Promise<void> {
  const reports: FileReport[] = [];
  for (const file of await findFiles(places, testFile)) {
    const report = await testOne(file);
    reports.push(report);
    if (!json) print([...fileLines(report), ''].join('\n'));
  }
  if (target !== undefined) await writeFile(target, junit(reports));
  const passed = reports.every(({ cases }) => cases.every((report) => report.passed));
  if (json) printJson({ passed, files: reports });
  else print(totalLine(reports));
  if (!passed) process.exitCode = exitCode('failed');
}

async function testOne(file: string): Promise<FileReport> {
  const [{ readShape }, { runCases, testFileShape, unknownInCases }, { coverageOf }] = await Promise.all([
    import('../../simulate/script.ts'),
    import('../../simulate/cases.ts'),
    import('../../simulate/coverage.ts'),
  ]);
  const read = accepted(readShape(testFileShape, await readFileValue(file)), file);
  const definition = beside(file, read.definition ?? ownDefinition(file));
  const others = (read.with ?? []).map((name) => beside(file, name));
  const trial = await prepareTrial(definition, others, { tools: toolsOf(read) });
  refuseUnknown(unknownInCases(read, Object.values(trial.definitions)), file);
  const taken = new Set<EdgePlan>();
  const cases = runCases({ file: read, trial }, taken);
  return { file, cases, coverage: coverageOf(trial.plan, taken) };
}

/** `/x/welcome.test.yaml` → `welcome.yaml` */
function ownDefinition(file: string): string {
  return file
    .slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1)
    .replace(/\.test(?=\.ya?ml$)/, '');
}

/** Tools that any case fakes. */
function toolsOf({ tools, cases }: TestFile): NonNullable<TestFile['tools']> {
  return Object.fromEntries(
    [tools, ...cases.map((entry) => entry.tools)].flatMap((table) => Object.entries(table ?? {})),
  );
}

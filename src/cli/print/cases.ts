/** What came of test cases, for people. Owns the lines. */
import type { CaseReport } from '../../simulate/cases.ts';
import type { Coverage } from '../../simulate/coverage.ts';
import { coloured, dim } from './style.ts';

export interface FileReport {
  readonly file: string;
  readonly cases: readonly CaseReport[];
  readonly coverage: Coverage;
}

const maxMissing = 10;

export function fileLines({ file, cases, coverage }: FileReport): readonly string[] {
  const { taken, all, missing } = coverage;
  const shown = missing.slice(0, maxMissing).map((edge) => dim(`  never taken: ${edge}`));
  const more = missing.length - shown.length;
  return [
    file,
    ...cases.flatMap(caseLines),
    dim(`  ${taken} of ${all} edges taken`),
    ...shown,
    ...(more > 0 ? [dim(`  … and ${more} more`)] : []),
  ];
}

function caseLines({ name, passed, differences }: CaseReport): readonly string[] {
  if (passed) return [`  ${coloured('succeeded', 'ok')}  ${name}`];
  return [
    `  ${coloured('failed', 'not ok')}  ${name}`,
    ...differences.flatMap(({ what, lines }) => [
      `    ${what}:`,
      ...lines.map((line) => `      ${painted(line)}`),
    ]),
  ];
}

function painted(line: string): string {
  if (line.startsWith('- ')) return coloured('failed', line);
  return line.startsWith('+ ') ? coloured('succeeded', line) : line;
}

export function totalLine(reports: readonly FileReport[]): string {
  const cases = reports.flatMap((report) => report.cases);
  const failed = cases.filter(({ passed }) => !passed).length;
  const sum = (of: (coverage: Coverage) => number) =>
    reports.reduce((total, { coverage }) => total + of(coverage), 0);
  const result = failed === 0 ? 'all passed' : `${failed} failed`;
  const edges = `${sum(({ taken }) => taken)} of ${sum(({ all }) => all)} edges taken`;
  return `${cases.length} ${cases.length === 1 ? 'case' : 'cases'}, ${result}; ${edges}`;
}

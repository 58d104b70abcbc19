/** Reports of test cases as JUnit XML, as build servers read it. Owns the format. */
import type { CaseReport } from '../simulate/cases.ts';

export interface Suite {
  readonly file: string;
  readonly cases: readonly CaseReport[];
}

export function junit(suites: readonly Suite[]): string {
  const lines = suites.flatMap(({ file, cases }) => [
    `  <testsuite name="${escape(file)}" tests="${cases.length}" failures="${failures(cases)}">`,
    ...cases.flatMap((report) => caseLines(file, report)),
    '  </testsuite>',
  ]);
  const all = suites.flatMap(({ cases }) => cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites tests="${all.length}" failures="${failures(all)}">`,
    ...lines,
    '</testsuites>',
    '',
  ].join('\n');
}

function failures(cases: readonly CaseReport[]): number {
  return cases.filter(({ passed }) => !passed).length;
}

function caseLines(file: string, { name, passed, differences }: CaseReport): readonly string[] {
  const head = `    <testcase classname="${escape(file)}" name="${escape(name)}"`;
  if (passed) return [`${head}/>`];
  const told = differences.map(({ what, lines }) => [what, ...lines].join('\n')).join('\n\n');
  const what = differences.map((difference) => difference.what).join(', ');
  return [
    `${head}>`,
    `      <failure message="${escape(what)}">${escape(told)}</failure>`,
    '    </testcase>',
  ];
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** Control characters cannot stand in XML at all. */
function escape(text: string): string {
  const plain = text.toWellFormed().replaceAll(/[^\t\n\r\u0020-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD');
  return plain.replaceAll(/[&<>"]/g, (sign) => entities[sign] ?? sign);
}

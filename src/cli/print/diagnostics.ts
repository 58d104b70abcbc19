/** Diagnostics as a compiler prints them. Owns the colours and the count; the layout is `formatDiagnostic`. */
import type { Diagnostic } from '../../interpreter/diagnostic.ts';
import { formatDiagnostic } from '../../interpreter/front/frame.ts';
import { bold, coloured } from './style.ts';

export function diagnosticsText(diagnostics: readonly Diagnostic[], file: string): string {
  return diagnostics.map((diagnostic) => painted(diagnostic, file)).join('\n\n');
}

function painted(diagnostic: Diagnostic, file: string): string {
  const [head = '', ...rest] = formatDiagnostic(diagnostic, file).split('\n');
  const caretLine = /^\s*\|\s*\^+$/;
  const { severity } = diagnostic;
  return [
    bold(head.replace(` ${severity} `, ` ${coloured(severity)} `)),
    ...rest.map((line) => (caretLine.test(line) ? coloured(severity, line) : line)),
  ].join('\n');
}

/** `2 errors, 1 warning` */
export function countText(diagnostics: readonly Diagnostic[]): string {
  const count = (severity: Diagnostic['severity']): string[] => {
    const number = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
    return number === 0 ? [] : [`${number} ${severity}${number === 1 ? '' : 's'}`];
  };
  return [...count('error'), ...count('warning')].join(', ') || 'no faults';
}

/** Diagnostics as part of an error. Owns how they are put in words. */
import type { Diagnostic } from '../../interpreter/diagnostic.ts';
import type { RunError } from '../../interpreter/errors.ts';

export function tellFaults(diagnostics: readonly Diagnostic[]): Pick<RunError, 'detail' | 'data'> {
  const faults = diagnostics.filter(({ severity }) => severity === 'error');
  return {
    detail: faults.map(({ code, path, message }) => `${code} ${path}: ${message}`).join('\n'),
    data: faults.map(({ code, path, message, line }) => ({ code, path, message, line })),
  };
}

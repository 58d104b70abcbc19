/** What the parts of the check share: what is known, and where faults go. */
import type { Type } from './type.ts';
import type { ExpressionFault, Span, TypeScope } from './types.ts';

export interface Check {
  readonly text: string;
  readonly types: TypeScope;
  readonly faults: ExpressionFault[];
  /** Types of the variables of comprehensions and `cel.bind`. */
  readonly locals: ReadonlyMap<string, Type>;
}

export function report(
  check: Check,
  span: Span,
  code: ExpressionFault['code'],
  message: string,
  hint?: string,
): void {
  add(check, span, code, 'error', message, hint);
}

export function warn(
  check: Check,
  span: Span,
  code: ExpressionFault['code'],
  message: string,
  hint?: string,
): void {
  add(check, span, code, 'warning', message, hint);
}

function add(
  check: Check,
  { start, end }: Span,
  code: ExpressionFault['code'],
  severity: ExpressionFault['severity'],
  message: string,
  hint: string | undefined,
): void {
  check.faults.push({ code, severity, message, start, end, ...(hint === undefined ? {} : { hint }) });
}

export function quote(span: Span, check: Check): string {
  const text = check.text.slice(span.start, span.end);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

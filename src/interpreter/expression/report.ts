/** What the parts of the check share: what is known, and where faults go. */
import type { Type } from './type.ts';
import type { ExpressionFault, Span, TypeScope } from './types.ts';

/** As a function where the nearest of many names is looked for: asked only when the fault is shown. */
type Hint = string | undefined | (() => string);

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
  hint?: Hint,
): void {
  add(check, span, code, 'error', message, hint);
}

export function warn(
  check: Check,
  span: Span,
  code: ExpressionFault['code'],
  message: string,
  hint?: Hint,
): void {
  add(check, span, code, 'warning', message, hint);
}

function add(
  check: Check,
  { start, end }: Span,
  code: ExpressionFault['code'],
  severity: ExpressionFault['severity'],
  message: string,
  hint: Hint,
): void {
  const fault = { code, severity, message, start, end };
  if (typeof hint !== 'function') check.faults.push(hint === undefined ? fault : { ...fault, hint });
  else {
    check.faults.push({
      ...fault,
      get hint() {
        return hint();
      },
    });
  }
}

export function quote(span: Span, check: Check): string {
  const text = check.text.slice(span.start, span.end);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

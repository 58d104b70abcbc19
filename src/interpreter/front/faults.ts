/**
 * Collects what the phases find and makes diagnostics of it. Owns the cap and the order: by place, at most
 * `maxDiagnostics`, errors before warnings when there are more, and none longer than a person reads.
 */
import type { Diagnostic } from '../diagnostic.ts';
import type { Span } from '../expression/index.ts';
import { type Code, codes } from './codes.ts';
import { type Range, renderFrame } from './frame.ts';
import { formatPath, type Path } from './path.ts';
import { findSpan, type Mark, type Source } from './yaml/source.ts';

export const maxDiagnostics = 100;
/** Characters of a message, a hint or a path. */
export const maxSentence = 1_000;

/** Where: a path in the document and what of it is marked, or offsets in the text. */
export interface Place {
  readonly path: Path;
  /** Default: the value. */
  readonly mark?: Mark;
  /** Where the YAML tree has no node for it. */
  readonly offsets?: Span;
}

/** What to do next. As a function where the nearest of many names is looked for: asked only for what is shown. */
export type Hint = string | undefined | (() => string | undefined);

/** Tells one fault or warning; the severity belongs to the code. */
export type Report = (code: Code, place: Place, message: string, hint?: Hint) => void;

export interface Faults {
  readonly report: Report;
  readonly hasErrors: () => boolean;
  /** Whether a code has been told for which the test holds. */
  readonly some: (test: (code: Code) => boolean) => boolean;
  readonly list: () => readonly Diagnostic[];
  /** The same collection, told of places in a tree of which `origin` leads back to the text. */
  readonly readAt: (origin: Source['origin']) => Faults;
}

export function collectFaults(source: Source): Faults {
  const kept: Record<Diagnostic['severity'], Diagnostic[]> = { error: [], warning: [] };
  const told = new Set<Code>();
  let dropped = 0;
  let lines: readonly string[] | undefined;
  const make = (code: Code, place: Place, message: string, hint?: Hint): Diagnostic =>
    diagnostic(source, (lines ??= source.text.split('\n')), code, place, message, hint);
  const report: Report = (code, place, message, hint) => {
    told.add(code);
    const list = kept[codes[code].severity];
    if (list.length < maxDiagnostics) list.push(make(code, place, message, hint));
    else dropped++;
  };
  const faults: Faults = {
    report,
    readAt: (origin = (path) => path) => ({
      ...faults,
      report: (code, place, message, hint) =>
        report(code, { ...place, path: origin(place.path) }, message, hint),
    }),
    hasErrors: () => kept.error.length > 0,
    some: (test) => [...told].some(test),
    list: () => {
      const shown = [...kept.error, ...kept.warning].slice(0, maxDiagnostics).sort(byPlace);
      const more = dropped + kept.error.length + kept.warning.length - shown.length;
      return more === 0
        ? shown
        : [...shown, make('OST508', { path: [] }, `There are ${more} more diagnostics.`, moreHint)];
    },
  };
  return faults;
}

const moreHint = 'Mend the first ones; often one mistake is behind many.';

function diagnostic(
  source: Source,
  lines: readonly string[],
  code: Code,
  place: Place,
  message: string,
  asked?: Hint,
): Diagnostic {
  const hint = typeof asked === 'function' ? asked() : asked;
  const span = place.offsets ?? findSpan(source, place.path, place.mark ?? 'value');
  const range = rangeOf(source, { start: span.start, end: trimEnd(source.text, span) });
  return {
    code,
    severity: codes[code].severity,
    message: clip(message),
    path: clip(formatPath(place.path)),
    ...range,
    ...(hint !== undefined && { hint: clip(hint) }),
    frame: renderFrame(lines, range),
  };
}

/** Names and values of the user stand in sentences, and may be as long as the whole text. */
function clip(sentence: string): string {
  return sentence.length <= maxSentence ? sentence : `${sentence.slice(0, maxSentence)}…`;
}

function rangeOf(source: Source, { start, end }: Span): Range {
  if (!source.document) return { line: 1, column: 1, endLine: 1, endColumn: 1 };
  const from = source.lines.linePos(start);
  const to = source.lines.linePos(end);
  return { line: from.line, column: from.col, endLine: to.line, endColumn: to.col };
}

/** A block ends behind the line break and what is blank after it; the picture ends where the text does. */
function trimEnd(text: string, { start, end }: Span): number {
  return start + text.slice(start, end).trimEnd().length;
}

function byPlace(left: Diagnostic, right: Diagnostic): number {
  return left.line - right.line || left.column - right.column || (left.code < right.code ? -1 : 1);
}

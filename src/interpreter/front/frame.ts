/**
 * The picture of a diagnostic: the lines around the place with a caret below it, and the whole as a compiler prints
 * it. Owns the layout; knows neither YAML nor codes.
 */
import type { Diagnostic } from '../diagnostic.ts';

/** 1-based, end exclusive. */
export interface Range {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

const linesBefore = 2;
const linesAfter = 1;
const width = 120;

/** Long lines are cut to a window around the place; tabs become one blank, so that the caret stands right. */
export function renderFrame(lines: readonly string[], range: Range): string {
  const last = lines.length > 1 && lines.at(-1) === '' ? lines.length - 1 : lines.length;
  const from = Math.max(1, range.line - linesBefore);
  const to = Math.min(last, range.line + linesAfter);
  const gutter = String(to).length;
  const start = range.column > width - 20 ? range.column - 40 : 0;
  const out: string[] = [];
  for (let line = from; line <= Math.max(to, range.line); line++) {
    const content = (lines[line - 1] ?? '').replace(/\r$/, '').replaceAll('\t', ' ');
    out.push(`${String(line).padStart(gutter)} | ${windowOf(content, start)}`.trimEnd());
    if (line === range.line) out.push(`${' '.repeat(gutter)} | ${caret(content, range, start)}`);
  }
  return out.join('\n');
}

function windowOf(content: string, start: number): string {
  if (start === 0) return content.length > width ? `${content.slice(0, width - 1)}…` : content;
  const rest = content.slice(start + 1);
  return `…${rest.length >= width ? `${rest.slice(0, width - 2)}…` : rest}`;
}

function caret(content: string, range: Range, start: number): string {
  const end = range.endLine === range.line ? range.endColumn : content.length + 1;
  const column = range.column - start;
  const length = Math.max(1, Math.min(end - range.column, width - column));
  return ' '.repeat(column - 1) + '^'.repeat(length);
}

/** `file:line:column severity CODE: message`, the frame, and the hint. No colour. */
export function formatDiagnostic(diagnostic: Diagnostic, file = 'definition'): string {
  const { line, column, severity, code, message, hint, frame } = diagnostic;
  const head = `${file}:${line}:${column} ${severity} ${code}: ${message}`;
  const body = frame === '' ? [] : [indent(frame)];
  return [head, ...body, ...(hint === undefined ? [] : [`  help: ${hint}`])].join('\n');
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}

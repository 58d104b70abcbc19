/**
 * Finds `${ … }` in a text value. Owns the lexing of the braces and nothing of CEL beyond strings, comments and braces.
 */
import type { Piece, Scanned } from './types.ts';

const OPEN = '${';
const OPEN_LENGTH = OPEN.length;

/**
 * Splits a text value into literal pieces and expressions. `$${` is a literal `${`. The end of an expression is found
 * by lexing: braces inside count, strings and comments are passed over. Unclosed or empty expressions are faults.
 */
export function scan(text: string): Scanned {
  const pieces: Piece[] = [];
  let literal = '';
  let start = 0;
  let at = 0;
  const flush = (end: number): void => {
    if (end > start) pieces.push({ kind: 'text', text: literal, start, end });
    literal = '';
  };
  while (at < text.length) {
    if (text.startsWith(`$${OPEN}`, at)) {
      literal += OPEN;
      at += OPEN_LENGTH + 1;
    } else if (text.startsWith(OPEN, at)) {
      const end = closingBrace(text, at + OPEN_LENGTH);
      if (end === undefined) return unclosed(text, at);
      const piece = expression(text, at + OPEN_LENGTH, end);
      if (piece === undefined) {
        return { ok: false, message: 'The expression in ${ } is empty.', span: { start: at, end: end + 1 } };
      }
      flush(at);
      pieces.push(piece);
      at = end + 1;
      start = at;
    } else {
      literal += text.charAt(at++);
    }
  }
  flush(text.length);
  return { ok: true, pieces, whole: isWhole(pieces) };
}

function expression(text: string, start: number, end: number): Piece | undefined {
  const inside = text.slice(start, end);
  const cel = inside.trim();
  if (cel === '') return undefined;
  const from = start + inside.indexOf(cel);
  return { kind: 'expr', cel, start: from, end: from + cel.length };
}

function isWhole(pieces: readonly Piece[]): boolean {
  const real = pieces.filter((piece) => piece.kind === 'expr' || piece.text.trim() !== '');
  return real.length === 1 && real[0]?.kind === 'expr';
}

function unclosed(text: string, start: number): Scanned {
  const message = 'This ${ is not closed by a }. For a literal ${ write $${.';
  return { ok: false, message, span: { start, end: text.length } };
}

/** Index of the `}` that closes the expression which starts at `from`. */
function closingBrace(text: string, from: number): number | undefined {
  let depth = 0;
  let at = from;
  while (at < text.length) {
    const char = text.charAt(at);
    if (char === '"' || char === "'") {
      at = endOfString(text, at);
      continue;
    }
    if (char === '/' && text.charAt(at + 1) === '/') {
      at = endOfLine(text, at);
      continue;
    }
    if (char === '{') depth++;
    if (char === '}' && depth-- === 0) return at;
    at++;
  }
  return undefined;
}

/** First index after the string literal that starts at `at`: `"…"`, `'…'`, `"""…"""`, raw ones too. */
function endOfString(text: string, at: number): number {
  const quote = text.charAt(at);
  const mark = text.startsWith(quote.repeat(3), at) ? quote.repeat(3) : quote;
  let next = at + mark.length;
  while (next < text.length) {
    if (text.startsWith(mark, next)) return next + mark.length;
    next += text.charAt(next) === '\\' ? 2 : 1;
  }
  return text.length;
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

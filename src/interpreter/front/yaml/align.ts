/**
 * Where a character of a text value stands in the YAML text. Owns the undoing of quotes, escapes, folding and
 * indentation; exact at every character that is not white space.
 */
export type ScalarStyle = 'PLAIN' | 'QUOTE_SINGLE' | 'QUOTE_DOUBLE' | 'BLOCK_LITERAL' | 'BLOCK_FOLDED';

export interface ScalarText {
  readonly style: ScalarStyle;
  readonly value: string;
  /** Offsets of the scalar in the YAML text, quotes and block header included. */
  readonly start: number;
  readonly end: number;
}

/**
 * Offset in `source` of the character at `offset` of the value. White space is folded and indented in many ways, so
 * runs of it are passed over on both sides; what is between them stands in the same order on both.
 */
export function offsetInSource(source: string, scalar: ScalarText, offset: number): number {
  const { style, value } = scalar;
  let at = contentStart(source, scalar);
  let index = 0;
  while (at < scalar.end) {
    while (index < offset && isSpace(value.charAt(index))) index++;
    for (let unit = unitAt(source, at, style); isSpace(unit.text) && at < scalar.end; ) {
      at += unit.length;
      unit = unitAt(source, at, style);
    }
    if (index >= offset) break;
    const unit = unitAt(source, at, style);
    at += unit.length;
    index += unit.text.length;
  }
  return Math.min(at, scalar.end);
}

function contentStart(source: string, { style, start }: ScalarText): number {
  switch (style) {
    case 'PLAIN':
      return start;
    case 'QUOTE_SINGLE':
    case 'QUOTE_DOUBLE':
      return start + 1;
    case 'BLOCK_LITERAL':
    case 'BLOCK_FOLDED':
      return source.indexOf('\n', start) + 1;
  }
}

interface Unit {
  /** What it stands for; empty for an escaped line break. */
  readonly text: string;
  readonly length: number;
}

function unitAt(source: string, at: number, style: ScalarStyle): Unit {
  const char = source.charAt(at);
  if (style === 'QUOTE_SINGLE' && char === "'") return { text: "'", length: 2 };
  if (style === 'QUOTE_DOUBLE' && char === '\\') return escaped(source, at);
  return { text: char, length: 1 };
}

const hexLength: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };
const spaceEscapes = 'tvnfrLP_ \t\r\n';

function escaped(source: string, at: number): Unit {
  const char = source.charAt(at + 1);
  const digits = hexLength[char];
  if (digits === undefined) return { text: spaceEscapes.includes(char) ? ' ' : char, length: 2 };
  const code = Number.parseInt(source.slice(at + 2, at + 2 + digits), 16);
  return { text: String.fromCodePoint(code), length: 2 + digits };
}

function isSpace(text: string): boolean {
  return text.trim() === '' && text !== '';
}

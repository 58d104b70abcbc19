/**
 * How large a regular expression is once its repetitions are written out. Owns the estimate, which may be
 * too large and is not too small; whether the pattern is well formed is said by the engine.
 */

/**
 * `abc` is 3, `a{5}` is 10: each time with a part that may be needed to leave it out. In one pass over the text, and
 * without compiling it.
 */
export function patternSize(pattern: string): number {
  const open: number[] = [];
  let size = 1;
  let last = 0;
  for (let at = 0; at < pattern.length; ) {
    const { kind, length, times } = partAt(pattern, at);
    at += length;
    if (kind === 'open') {
      open.push(size);
      size = 0;
      last = 0;
    } else {
      if (kind === 'repeat') size -= last;
      last = kind === 'close' ? size + 3 : kind === 'one' ? 1 : (last + 1) * times;
      size = (kind === 'close' ? (open.pop() ?? 0) : size) + last;
    }
  }
  return open.reduce((sum, outer) => sum + outer, size);
}

interface Part {
  readonly kind: 'open' | 'close' | 'one' | 'repeat';
  readonly length: number;
  readonly times: number;
}

const one = (length: number): Part => ({ kind: 'one', length, times: 1 });

function partAt(pattern: string, at: number): Part {
  switch (pattern[at]) {
    case '\\':
      return one(2);
    case '[':
      return one(classLength(pattern.slice(at)));
    case '(':
      return { kind: 'open', length: 1, times: 1 };
    case ')':
      return { kind: 'close', length: 1, times: 1 };
    case '*':
    case '+':
    case '?':
      return { kind: 'repeat', length: 1, times: 1 };
    case '{':
      return repetition(pattern.slice(at, at + 24));
    default:
      return one(1);
  }
}

function repetition(text: string): Part {
  const [written, least, comma, most] = /^\{(\d{1,9})(,?)(\d{0,9})\}/.exec(text) ?? [];
  if (written === undefined) return one(1);
  // `x{n,}` is n times x, and one more that repeats.
  const times = comma === '' ? Number(least) : Math.max(Number(least) + 1, Number(most ?? 0));
  return { kind: 'repeat', length: written.length, times: Math.max(1, times) };
}

/** A `]` right at the start stands for itself. */
function classLength(text: string): number {
  return /^\[\^?\]?(?:\\[\s\S]|\[:\^?\w+:\]|[^\]\\])*\]?/.exec(text)?.[0].length ?? 1;
}

/**
 * Regular expressions in linear time, for `matches` and for `pattern` in schemas. Owns the engine (RE2), what a
 * pattern may cost, and the cache. JavaScript's own engine is never used on a pattern or a text that a user gave.
 *
 * X1. A pattern is measured before it is compiled: repetitions are written out by the engine, one copy after the other.
 * X2. A text is read by the engine's automaton alone, with a bounded number of states; its way without one would cost
 *     the square of the pattern for each character.
 * X3. Whether a text is refused depends on the pattern and the text, and not on what was read before.
 */
import { RE2JS } from '@bufbuild/re2';
import { limits } from './limits.ts';
import { patternSize } from './pattern-size.ts';
import { Fault } from './value.ts';

export type Regex =
  | {
      readonly ok: true;
      /** Whether any part of the text fits. A `Fault` when the text needs too many states. */
      readonly test: (text: string) => boolean;
      /** Units of work for a text of this length, to be paid before. */
      readonly cost: (length: number) => number;
    }
  | { readonly ok: false; readonly message: string };

const CACHE_SIZE = 500;
/** States of an automaton; each may be as large as the program. */
const MAX_STATES = 2_000;
const cache = new Map<string, Regex>();

/** A pattern in RE2's syntax (no backreferences, no lookaround). */
export function regex(pattern: string): Regex {
  const known = cache.get(pattern);
  if (known !== undefined) return known;
  if (cache.size >= CACHE_SIZE) cache.clear();
  const made = compile(pattern);
  cache.set(pattern, made);
  return made;
}

function compile(pattern: string): Regex {
  if (pattern.length > limits.pattern) {
    return { ok: false, message: `it is longer than ${limits.pattern} characters` };
  }
  if (patternSize(pattern) > limits.program) {
    return {
      ok: false,
      message: `written out, its repetitions have more than ${limits.program} parts; repeat less of it, or less often`,
    };
  }
  try {
    return matcher(pattern);
  } catch (error) {
    return { ok: false, message: reason(error) };
  }
}

function matcher(pattern: string): Regex {
  let engine = automaton(pattern);
  const size = engine.re2().prog.numInst();
  const test = (text: string): boolean => {
    try {
      return engine.test(text);
    } catch (error) {
      if (!(error instanceof TooManyStates)) throw error;
      // Other texts may have filled it.
      engine = automaton(pattern);
      return alone(engine, text);
    }
  };
  return {
    ok: true,
    test,
    cost: (length) => length * 16 + Math.ceil((Math.min(length, MAX_STATES) * size) / 8),
  };
}

function alone(engine: RE2JS, text: string): boolean {
  try {
    return engine.test(text);
  } catch (error) {
    if (!(error instanceof TooManyStates)) throw error;
    throw new Fault('limit', 'a regular expression has too many ways to read a text; make it simpler');
  }
}

/** Thrown through the engine, where it would go on without its automaton. */
class TooManyStates extends Error {}

function automaton(pattern: string): RE2JS {
  const engine = new RE2JS(pattern);
  const re2 = engine.re2();
  re2.dfa.stateLimit = MAX_STATES;
  Reflect.set(re2, '_nfaFallback', () => {
    throw new TooManyStates();
  });
  return engine;
}

function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/^error parsing regexp: /, '') || 'it is not a regular expression that RE2 knows';
}

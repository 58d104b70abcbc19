/**
 * Regular expressions in linear time, for `matches` and for `pattern` in schemas. Owns the engine (RE2) and the cache.
 * JavaScript's own engine is never used on a pattern or a text that a user gave.
 */
import { RE2JS } from '@bufbuild/re2';
import { limits } from './limits.ts';

export type Regex =
  | { readonly ok: true; readonly test: (text: string) => boolean }
  | { readonly ok: false; readonly message: string };

const CACHE_SIZE = 500;
const cache = new Map<string, Regex>();

/** A pattern in RE2's syntax (no backreferences, no lookaround). `test` is true where any part of the text fits. */
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
  try {
    const compiled = new RE2JS(pattern);
    return { ok: true, test: (text) => compiled.test(text) };
  } catch (error) {
    return { ok: false, message: reason(error) };
  }
}

function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/^error parsing regexp: /, '') || 'it is not a regular expression that RE2 knows';
}

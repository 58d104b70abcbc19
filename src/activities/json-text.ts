/**
 * JSON that comes from outside: output of programs, bodies of responses, answers of models. Owns the reading.
 *
 * Numbers are never rounded: an integer beyond 2^53, or a number beyond the range of doubles, is given as the text of
 * its digits, so that a large id stays itself.
 */
import type { Json } from '../interpreter/json.ts';

/** Only such a text can hold a number that a double cannot: the exact reading is ten times slower. */
const suspicious = /\d{16}|[eE]\+?\d{3}/;

/** Undefined when the text is not JSON (or is nested deeper than can be handled). */
export function parseJson(text: string): { readonly value: Json } | undefined {
  try {
    return { value: suspicious.test(text) ? JSON.parse(text, exact) : JSON.parse(text) };
  } catch {
    return undefined;
  }
}

function exact(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source;
  if (typeof value !== 'number' || source === undefined) return value;
  const rounded = /^-?\d+$/.test(source) && !Number.isSafeInteger(value);
  return rounded || !Number.isFinite(value) ? source : value;
}

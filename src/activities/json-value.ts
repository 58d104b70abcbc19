/**
 * Makes plain JSON of what code gives back. Owns what that means: dates become texts, `undefined` becomes absent (null
 * at the top), and what JSON cannot say (a BigInt, NaN, a circle) is refused.
 */
import type { Json } from '../interpreter/json.ts';

export type JsonResult =
  | { readonly ok: true; readonly value: Json }
  | { readonly ok: false; readonly problem: string };

export function toJson(value: unknown): JsonResult {
  try {
    const text = JSON.stringify(value, refuseNonFinite) as string | undefined;
    return { ok: true, value: text === undefined ? null : (JSON.parse(text) as Json) };
  } catch (error) {
    return { ok: false, problem: error instanceof Error ? error.message : String(error) };
  }
}

function refuseNonFinite(key: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new TypeError(`${key === '' ? 'the value' : `\`${key}\``} is ${value}, which JSON cannot say`);
  return value;
}

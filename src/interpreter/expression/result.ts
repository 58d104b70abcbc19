/** What is known of the value that a template will give. Owns the type of values with expressions in them. */
import { isObject, type Json, type JsonSchema } from '../json.ts';
import { typeOf } from './check.ts';
import { scan } from './scan.ts';
import { parse } from './syntax.ts';
import { bool, double, dyn, either, listOf, presentOf, string, toSchema, type Type } from './type.ts';
import type { TypeScope } from './types.ts';

/**
 * Schema of what the value gives when it is evaluated; what is not known, or wrong, may be anything.
 * @param value with `${ }` in its texts or not; @param typesFor what an expression of it can see
 */
export function resultSchema(value: Json, typesFor: (cel: string) => TypeScope): JsonSchema {
  return toSchema(typeOfValue(value, typesFor));
}

function typeOfValue(value: Json, typesFor: (cel: string) => TypeScope): Type {
  const sub = (inner: Json): Type => typeOfValue(inner, typesFor);
  if (typeof value === 'string') return typeOfText(value, typesFor);
  if (typeof value === 'boolean') return bool;
  if (typeof value === 'number') return double;
  if (Array.isArray(value)) {
    const [first, ...others] = value.map(sub);
    return listOf(first === undefined ? dyn : others.reduce(either, first));
  }
  if (!isObject(value)) return dyn;
  return {
    kind: 'map',
    fields: Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, sub(inner)])),
  };
}

function typeOfText(text: string, typesFor: (cel: string) => TypeScope): Type {
  if (!text.includes('${')) return string;
  const scanned = scan(text);
  if (!scanned.ok) return dyn;
  const alone = scanned.pieces.find((piece) => piece.kind === 'expr');
  if (!scanned.whole || !alone) return string;
  const parsed = parse(alone.cel);
  if (!parsed.ok) return dyn;
  const types = typesFor(alone.cel);
  return presentOf(typeOf(parsed.term, { text: alone.cel, types, faults: [], locals: new Map() }));
}

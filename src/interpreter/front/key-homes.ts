/**
 * Keys of the language that stand in the wrong place: which kinds they belong to. Owns the hint; the homes are read
 * off the shapes.
 */
import { isObject, type Json } from '../json.ts';
import { kinds, shapes } from './document/kinds.ts';
import { definition } from './document/definition.ts';

/**
 * Where the key belongs, or nothing when it is no key of the language.
 * @param value the node, or the top of the definition; @param depth of the key in it
 */
export function keyHome(key: string, value: Json, depth: number): string | undefined {
  const homes = kinds.filter((kind) => kind !== key && Object.hasOwn(shapes[kind].shape, key));
  const here = isObject(value) ? kinds.find((kind) => Object.hasOwn(value, kind)) : undefined;
  if (depth > 0 && here !== undefined && homes.includes(here))
    return `\`${key}\` stands beside \`${here}\`, one level further out.`;
  if (homes.length > 0) {
    const where = `\`${key}\` is a key of ${homes.map((kind) => `\`${kind}\``).join(', ')}`;
    return here === undefined ? `${where}.` : `${where}, not of \`${here}\`.`;
  }
  return Object.hasOwn(definition.shape, key) ? `\`${key}\` stands at the top of the definition.` : undefined;
}

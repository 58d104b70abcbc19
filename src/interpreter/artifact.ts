/**
 * What is said of an artifact, a file that a node has left in the store: the shape that stands in results, in place of
 * the bytes. Owns it, how it is known among other values, and which paths files may have.
 */
import { isObject, type Json, type JsonSchema } from './json.ts';

/** A type and no interface, so that it is a JSON value. */
export type Artifact = {
  /** Of this file of this visit. */
  readonly id: string;
  /** Name of the file, without a folder. */
  readonly name: string;
  /** A word of the author's; else `text` or `binary`, by the type. */
  readonly kind: string;
  readonly mime: string;
  /** Bytes. */
  readonly size: number;
  /** Hex; the bytes are kept under it. */
  readonly sha256: string;
};

const text = { type: 'string' };

/** Schema of an artifact. */
export const artifactSchema: JsonSchema = {
  type: 'object',
  properties: { id: text, name: text, kind: text, mime: text, size: { type: 'integer' }, sha256: text },
  required: ['id', 'name', 'kind', 'mime', 'size', 'sha256'],
  additionalProperties: false,
};

const idPattern = /^a-[0-9a-f]{20}$/;
const hashPattern = /^[0-9a-f]{64}$/;
export const mimePattern = /^[a-z0-9][\w.+-]*\/[a-z0-9][\w.+-]*(?:; ?[a-z]+=[\w.+-]+)*$/i;
export const kindPattern = /^[A-Za-z][\w.-]{0,99}$/;

/** The artifact that a value says something of; nothing when it says something else. */
export function asArtifact(value: Json | undefined): Artifact | undefined {
  if (!isObject(value) || Object.keys(value).length !== 6) return undefined;
  const { id, name, kind, mime, size, sha256 } = value;
  if (typeof id !== 'string' || !idPattern.test(id)) return undefined;
  if (typeof name !== 'string' || nameFault(name) !== undefined) return undefined;
  if (typeof kind !== 'string' || !kindPattern.test(kind)) return undefined;
  if (typeof mime !== 'string' || !mimePattern.test(mime)) return undefined;
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) return undefined;
  if (typeof sha256 !== 'string' || !hashPattern.test(sha256)) return undefined;
  return { id, name, kind, mime, size, sha256 };
}

/** Every artifact that a value speaks of, in its order. */
export function artifactsIn(value: Json | undefined): readonly Artifact[] {
  const one = asArtifact(value);
  if (one) return [one];
  if (Array.isArray(value)) return value.flatMap((item: Json) => artifactsIn(item));
  return isObject(value) ? Object.values(value).flatMap((item) => artifactsIn(item)) : [];
}

/** What is wrong with the name of a file, or nothing. */
export function nameFault(name: string): string | undefined {
  if (name === '' || name === '.' || name === '..') return 'is no name of a file';
  if (name.length > 200) return 'is longer than 200 characters';
  // oxlint-disable-next-line no-control-regex -- these are what is looked for
  return /[/\\\u0000-\u001f\u007f]/.test(name) ? 'holds a slash or a control character' : undefined;
}

/** What is wrong with a path inside of a folder, or nothing. Parts are joined by `/`. */
export function pathFault(path: string): string | undefined {
  if (path.startsWith('/')) return 'is absolute';
  const parts = path.split('/');
  if (parts.includes('..')) return 'leads out of the folder of the visit';
  return parts.map(nameFault).find((fault) => fault !== undefined);
}

/** Reads what signals and updates bring: anybody may send anything. Owns the shapes that are taken; undefined = none. */
import { isObject, type NamedEvent, type RunIdentity, type Verb } from '../interpreter/sandbox.ts';
import type { VerbName } from './messages.ts';

export function namedEventOf(sent: unknown): NamedEvent | undefined {
  if (!isObject(sent)) return undefined;
  const { id, name, key, data } = sent;
  if (typeof name !== 'string' || name === '') return undefined;
  if (!isTextOrAbsent(id) || !isTextOrAbsent(key)) return undefined;
  return {
    name,
    ...(id !== undefined && { id }),
    ...(key !== undefined && { key }),
    ...(data !== undefined && { data }),
  };
}

/** Operation for which a global lock has come; none if it was for the same run before it was begun anew. */
export function grantedOf(sent: unknown, { execution }: RunIdentity): string | undefined {
  if (!isObject(sent) || sent['execution'] !== execution) return undefined;
  return typeof sent['op'] === 'string' ? sent['op'] : undefined;
}

export function verbOf(name: VerbName, sent: unknown): Verb | undefined {
  const { on, node } = isObject(sent) ? sent : {};
  switch (name) {
    case 'pause':
    case 'unpause':
    case 'step':
      return { do: name };
    case 'step-mode':
      return typeof on === 'boolean' ? { do: name, on } : undefined;
    case 'cancel-node':
    case 'complete-node':
      return typeof node === 'string' && node !== '' ? { do: name, node } : undefined;
  }
}

function isTextOrAbsent(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string';
}

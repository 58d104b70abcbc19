/** Where something stands in a definition: the keys and indexes that lead to it. Owns how a path is written. */
import { join } from '../schema/place.ts';

export type Path = readonly (string | number)[];

/** `nodes.draft.after[1].when`; a key that is no plain word stands in brackets. */
export function formatPath(path: Path): string {
  return path.reduce<string>(join, '');
}

/** Reads back what `formatPath` writes; for faults that name a place inside a schema. */
export function parsePath(text: string): Path {
  const path: (string | number)[] = [];
  for (const [, index, quoted, word] of text.matchAll(/\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|([^.[\]]+)/g)) {
    if (index !== undefined) path.push(Number(index));
    else if (quoted !== undefined) path.push(String(JSON.parse(quoted)));
    else if (word !== undefined) path.push(word);
  }
  return path;
}

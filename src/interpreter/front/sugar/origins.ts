/**
 * Where in the text stands what the shorthands have moved. Owns the way back from a path of the written-out tree to
 * the path that the user wrote.
 */
import type { Path } from '../path.ts';

/** From a path of the written-out tree to the place in the text; a path that nothing moved is its own. */
export type Origin = (path: Path) => Path;

export interface Origins {
  /** What stands at `to` was made of what is written at `from`; so is what is inside of it, unless told otherwise. */
  readonly moved: (to: Path, from: Path) => void;
  readonly origin: Origin;
}

export function trackOrigins(): Origins {
  const places = new Map<string, Path>();
  return {
    moved: (to, from) => places.set(JSON.stringify(to), from),
    origin: (path) => (places.size === 0 ? path : nearest(path, places)),
  };
}

function nearest(path: Path, places: ReadonlyMap<string, Path>): Path {
  for (let length = path.length; length > 0; length--) {
    const from = places.get(JSON.stringify(path.slice(0, length)));
    if (from) return [...from, ...path.slice(length)];
  }
  return path;
}

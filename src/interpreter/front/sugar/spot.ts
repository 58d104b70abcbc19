/** What every shorthand is given: its place, and where faults and moves go. Owns the shapes. */
import type { Report } from '../faults.ts';
import type { Path } from '../path.ts';
import type { Origins } from './origins.ts';

/** A place twice: in the written-out tree and in the text. */
export interface Spot {
  readonly at: Path;
  readonly from: Path;
}

export interface Sugar {
  /** Takes places in the text. */
  readonly report: Report;
  readonly moved: Origins['moved'];
  /** Kinds that tools brought along: the word → the name of the tool. */
  readonly toolKinds: ReadonlyMap<string, string>;
}

/** The same step on both sides. */
export function inside(spot: Spot, ...keys: Path): Spot {
  return { at: [...spot.at, ...keys], from: [...spot.from, ...keys] };
}

/** A step that differs; the move is noted. */
export function moved(spot: Spot, to: Path, from: Path, sugar: Sugar): Spot {
  const next = { at: [...spot.at, ...to], from: [...spot.from, ...from] };
  sugar.moved(next.at, next.from);
  return next;
}

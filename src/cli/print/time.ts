/** Virtual time for people: `2d`, `1h30m`, `90ms`. Owns how exact it is. */
import { formatDuration } from '../../interpreter/duration.ts';

/** Whole seconds from one second on. */
export function spanText(ms: number): string {
  return formatDuration(ms < 1_000 ? Math.round(ms) : ms - (ms % 1_000));
}

/** Virtual time for people: `2d`, `1h30m`, `90ms`. Owns nothing else. */
const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;

/** Whole seconds from one second on. */
export function spanText(ms: number): string {
  if (ms < 1_000) return ms === 0 ? '0s' : `${Math.round(ms)}ms`;
  let rest = ms;
  const parts = units.flatMap(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count === 0 ? [] : [`${count}${unit}`];
  });
  return parts.join('');
}

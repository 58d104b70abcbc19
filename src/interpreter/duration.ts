/**
 * Durations as users write them: `500ms 30s 10m 2h 7d`, also several parts (`1h30m`), and ISO 8601 (`PT1H30M`).
 * Owns the parsing into ms and the way back. A bare number is no duration.
 */
const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const short = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/;
const part = /(\d+(?:\.\d+)?)(ms|s|m|h|d)/g;
const iso = /^P(?=.)(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** Ms, or undefined when the text is no duration or lasts longer than 100 years. */
export function parseDuration(text: string): number | undefined {
  const ms = short.test(text) ? fromShort(text) : fromIso(text);
  return ms === undefined || ms > 36_525 * units.d ? undefined : Math.round(ms);
}

function fromShort(text: string): number {
  let ms = 0;
  for (const [, amount, unit] of text.matchAll(part))
    ms += Number(amount) * units[unit as keyof typeof units];
  return ms;
}

function fromIso(text: string): number | undefined {
  const match = iso.exec(text);
  if (!match) return undefined;
  const [weeks, days, hours, minutes, seconds] = match.slice(1).map((amount) => Number(amount ?? 0));
  return (
    ((weeks ?? 0) * 7 + (days ?? 0)) * units.d +
    (hours ?? 0) * units.h +
    (minutes ?? 0) * units.m +
    (seconds ?? 0) * units.s
  );
}

const descending = [
  ['d', units.d],
  ['h', units.h],
  ['m', units.m],
  ['s', units.s],
  ['ms', units.ms],
] as const;

/** Whole ms as the language writes them: `3d`, `1h30m`, `1s500ms`. */
export function formatDuration(ms: number): string {
  let rest = ms;
  const parts = descending.map(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count === 0 ? '' : `${count}${unit}`;
  });
  return parts.join('') || '0s';
}

const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** Ms since 1970 of an RFC 3339 instant with its offset, or undefined. */
export function parseInstant(text: string): number | undefined {
  if (!instant.test(text)) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}

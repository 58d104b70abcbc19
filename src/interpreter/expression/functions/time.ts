/**
 * Functions on instants (RFC 3339 text, as `run.now` gives them). Always UTC; no locale, no time zone data, no clock.
 */
import { int, string } from '../type.ts';
import { Fault } from '../value.ts';
import { params } from './define.ts';
import type { LibraryFunction } from './define.ts';
import { count, text } from './read.ts';

export const timeFunctions: readonly LibraryFunction[] = [
  {
    name: 'epoch',
    params: params('instant:string'),
    doc: 'Milliseconds since 1970 of an instant such as `run.now`.',
    example: ['epoch("1970-01-01T00:00:01Z")', 1000],
    result: () => int,
    run: ([instant]) => BigInt(milliseconds(text(instant))),
  },
  {
    name: 'instant',
    params: params('milliseconds:number'),
    doc: 'The instant (UTC) of milliseconds since 1970.',
    example: ['instant(1000)', '1970-01-01T00:00:01.000Z'],
    result: () => string,
    run: ([value]) => format(count(value)),
  },
  {
    name: 'plus',
    params: params('instant:string', 'duration:string'),
    doc: 'An instant later by a duration (`90s`, `2h`, `7d`), or earlier (`-2h`).',
    example: ['plus("2026-11-21T09:00:00Z", "2h")', '2026-11-21T11:00:00.000Z'],
    result: () => string,
    run: ([instant, duration]) => format(milliseconds(text(instant)) + span(text(duration))),
  },
  {
    name: 'date',
    params: params('instant:string'),
    doc: 'The date (UTC) of an instant, as `2026-11-21`.',
    example: ['date("2026-11-21T09:00:00Z")', '2026-11-21'],
    result: () => string,
    run: ([instant]) => format(milliseconds(text(instant))).slice(0, 10),
  },
  {
    name: 'weekday',
    params: params('instant:string'),
    doc: 'The day of the week (UTC), from 1 for Monday to 7 for Sunday.',
    example: ['weekday("2026-11-21T09:00:00Z")', 6],
    result: () => int,
    run: ([instant]) => BigInt(new Date(milliseconds(text(instant))).getUTCDay() || 7),
  },
];

const instantPattern = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d))?$/i;
const LAST = 253_402_300_799_999;
const FIRST = -62_167_219_200_000;

/** A date alone is its midnight in UTC. */
function milliseconds(instant: string): number {
  // The engine parses this fixed shape alike everywhere; a day such as 30 February is refused by the way back.
  const parsed = instantPattern.test(instant) ? Date.parse(instant) : Number.NaN;
  const day = Date.parse(instant.slice(0, 10));
  const exists = !Number.isNaN(day) && new Date(day).toISOString().startsWith(instant.slice(0, 10));
  if (Number.isNaN(parsed) || !exists) {
    throw new Fault('type', `${quoted(instant)} is not an instant such as 2026-11-21T09:00:00Z`);
  }
  return parsed;
}

function format(value: number): string {
  if (value < FIRST || value > LAST) throw new Fault('type', 'an instant lies outside the years 0 to 9999');
  return new Date(value).toISOString();
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function span(duration: string): number {
  const [, sign, amount, unit = ''] = /^(-?)(\d{1,12})(ms|s|m|h|d)$/.exec(duration) ?? [];
  const factor = units[unit];
  if (amount === undefined || factor === undefined) {
    throw new Fault('type', `${quoted(duration)} is not a duration such as 90s, 2h or 7d`);
  }
  return Number(amount) * factor * (sign === '-' ? -1 : 1);
}

function quoted(value: string): string {
  return value.length > 40 ? `"${value.slice(0, 37)}…"` : `"${value}"`;
}

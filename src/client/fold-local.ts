/**
 * The local lane in a history: one marker for each call, behind the workflow task in which it ended. Owns the reading of
 * these markers and the rounds that they make (`lane.ts`).
 */
import type { temporal } from '@temporalio/proto';
import { afterLocal } from '../workflows/after-local.ts';
import type { Unstamped } from '../workflows/feed.ts';
import { readLocalSummary } from '../workflows/local.ts';
import { isObject, type Json } from '../interpreter/json.ts';
import { activityDone, type HistoryEvent } from './fold-events.ts';
import type { Folding } from './folding.ts';

type Marker = temporal.api.history.v1.IMarkerRecordedEventAttributes;

/** The end of one call. */
interface LocalEnd {
  readonly op: string;
  /** Calls of its round. */
  readonly of: number;
  /** Order of the beginnings. */
  readonly seq: number;
  /** Ms since 1970, by the clock of the run; absent for what was stopped. */
  readonly endedAt?: number;
  readonly marker: Marker;
}

/** The ends of a round, in the order in which they are heard. */
export interface Round {
  readonly at: number;
  readonly ends: readonly LocalEnd[];
}

/** Temporal's name. */
const markerName = 'core_local_activity';

/** Collects the ends of rounds. A round is given when its last one is there. */
export function createRounds(): (end: LocalEnd) => Round | undefined {
  let ends: LocalEnd[] = [];
  return (end) => {
    ends.push(end);
    if (ends.length < end.of) return undefined;
    const round = ends.sort((a, b) => a.seq - b.seq);
    ends = [];
    return { at: Math.max(...round.map(({ endedAt = 0 }) => endedAt)), ends: round };
  };
}

export async function localEndOf({ decode }: Folding, event: HistoryEvent): Promise<LocalEnd | undefined> {
  const marker = event.markerRecordedEventAttributes;
  if (marker?.markerName !== markerName || !event.userMetadata?.summary) return undefined;
  const [summary] = await decode.values({ payloads: [event.userMetadata.summary] });
  const place = typeof summary === 'string' ? readLocalSummary(summary) : undefined;
  return place && { ...place, ...dataOf(marker), marker };
}

/** What the core of the SDK has written: JSON of its own, which no converter of ours has touched. */
function dataOf({ details }: Marker): Pick<LocalEnd, 'seq' | 'endedAt'> {
  const [payload] = details?.['data']?.payloads ?? [];
  const data: unknown = JSON.parse(new TextDecoder().decode(payload?.data ?? undefined) || '{}');
  if (!isObject(data)) return { seq: 0 };
  const { seq, complete_time: time } = data;
  return {
    seq: typeof seq === 'number' ? seq : 0,
    ...(isObject(time) && {
      endedAt: Number(time['seconds']) * 1_000 + Math.floor(Number(time['nanos']) / 1e6),
    }),
  };
}

/** What the run heard of it; nothing when the call went on as an activity. */
export async function heardOf(folding: Folding, { op, marker }: LocalEnd): Promise<Unstamped | undefined> {
  const call = folding.calls.get(op);
  folding.attempts.set(op, 1);
  if (!marker.failure) {
    const [reply] = await folding.decode.values(marker.details?.['result']);
    // What an activity returns has been through JSON.
    const done = activityDone(folding, op, (reply ?? null) as Json);
    return done && { ...done, local: true };
  }
  const failure = await folding.decode.failure(marker.failure);
  const next = call?.type === 'call' ? afterLocal(failure, call.retry) : ({ is: 'stopped' } as const);
  switch (next.is) {
    case 'stopped':
      return { type: 'stopped', op, local: true };
    case 'failed':
      return { type: 'failed', op, error: next.error, local: true };
    case 'again':
      folding.tried.set(op, next.tried);
      return undefined;
  }
}

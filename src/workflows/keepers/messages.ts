/**
 * The keepers: workflows of Ostinato's own, beside the runs of a task queue. Owns their names and how they are spoken
 * to; shared with the client, so it imports nothing but types and message definitions.
 */
import { defineSignal } from '@temporalio/workflow';
import type { NamedEvent } from '../../interpreter/core/event.ts';

/** Workflow types; with a dot in them they are names of no definition. */
export const eventsType = 'ostinato.events';
export const locksType = 'ostinato.locks';
export const keeperTypes: readonly string[] = [eventsType, locksType];

/** Events are spread over so many workflows by their name and key. */
export const eventShards = 4;

/** Workflow id of the keeper of events of a shard. */
export function eventsId(taskQueue: string, shard: number): string {
  return `${taskQueue}.events.${shard}`;
}
export function locksId(taskQueue: string): string {
  return `${taskQueue}.locks`;
}

/** Where the events of a name and a key go; also those without a key have a place. */
export function shardOf(name: string, key: string | undefined): number {
  let hash = 0x811c9dc5;
  for (const character of JSON.stringify([name, key ?? null]))
    hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  return (hash >>> 0) % eventShards;
}

export type Emitted = NamedEvent & { readonly id: string };
export interface Subscription {
  readonly runId: string;
  readonly name: string;
  /** Absent = events of every key; it is sent to every shard. */
  readonly key?: string;
}
export const emitSignal = defineSignal<[Emitted]>('emit');
export const subscribeSignal = defineSignal<[Subscription]>('subscribe');

/** An operation of one execution of a run. */
export interface LockHolder {
  readonly runId: string;
  /** Temporal's id of the first execution: a run that begins anew asks anew, one that continues as new does not. */
  readonly execution: string;
  readonly op: string;
}
export interface LockRequest extends LockHolder {
  readonly names: readonly string[];
}
export const acquireSignal = defineSignal<[LockRequest]>('acquire');
export const releaseSignal = defineSignal<[LockHolder]>('release');

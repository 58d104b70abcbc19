/**
 * Speaks to the keepers of events and of locks, which are begun with the first thing that they are told. Owns which of
 * them is told what; what they do with it is `workflows/keepers`.
 */
import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { NamedEvent } from '../../interpreter/core/event.ts';
import {
  acquireSignal,
  emitSignal,
  type Emitted,
  eventShards,
  eventsId,
  eventsType,
  type LockHolder,
  type LockRequest,
  locksId,
  locksType,
  releaseSignal,
  shardOf,
  subscribeSignal,
} from '../../workflows/keepers/messages.ts';

/** Of the task queue whose workers go on with the runs. */
export interface KeeperOptions {
  readonly client: Client;
  readonly taskQueue: string;
}

/** Resolves with the id of the event when it is safe. */
export async function emitEvent(options: KeeperOptions, event: NamedEvent): Promise<string> {
  const emitted: Emitted = { ...event, id: event.id ?? randomUUID() };
  await toEvents(options, shardOf(event.name, event.key), emitSignal.name, emitted);
  return emitted.id;
}

/** Without a key the events of a name may come from everywhere. */
export async function subscribe(
  options: KeeperOptions,
  runId: string,
  topic: { readonly name: string; readonly key?: string },
): Promise<void> {
  const all = Array.from({ length: eventShards }, (_, shard) => shard);
  const shards = topic.key === undefined ? all : [shardOf(topic.name, topic.key)];
  await Promise.all(
    shards.map((shard) => toEvents(options, shard, subscribeSignal.name, { runId, ...topic })),
  );
}

export function acquireLock(options: KeeperOptions, request: LockRequest): Promise<void> {
  return toLocks(options, acquireSignal.name, request);
}

export function releaseLock(options: KeeperOptions, holder: LockHolder): Promise<void> {
  return toLocks(options, releaseSignal.name, holder);
}

function toEvents(options: KeeperOptions, shard: number, signal: string, sent: object): Promise<void> {
  return tell(options, eventsType, eventsId(options.taskQueue, shard), signal, sent);
}

function toLocks(options: KeeperOptions, signal: string, sent: object): Promise<void> {
  return tell(options, locksType, locksId(options.taskQueue), signal, sent);
}

async function tell(
  { client, taskQueue }: KeeperOptions,
  type: string,
  workflowId: string,
  signal: string,
  sent: object,
): Promise<void> {
  await client.workflow.signalWithStart(type, {
    workflowId,
    taskQueue,
    signal,
    signalArgs: [sent],
    args: [],
  });
}

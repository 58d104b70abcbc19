/**
 * The port through which activities reach other workflows: the keepers of events and of locks, and runs. Owns the
 * shape; the composition root fills it with the client, which activities do not know.
 */
import type { NamedEvent } from '../interpreter/core/event.ts';

export interface Peers {
  /** Resolves when the event is safe: whatever waits for it, or will soon, gets it once (by its id). */
  emit(event: NamedEvent & { readonly id: string }): Promise<void>;
  /** From now on the run is sent the events of this name; without `key` those of every key. */
  subscribe(runId: string, topic: { readonly name: string; readonly key?: string }): Promise<void>;
  /** Puts the operation into the queues of all names; its run hears of its turn by a signal. */
  acquireLock(request: LockHolder & { readonly names: readonly string[] }): Promise<void>;
  releaseLock(holder: LockHolder): Promise<void>;
  isClosed(run: { readonly runId: string; readonly execution?: string }): Promise<boolean>;
}
export interface LockHolder {
  readonly runId: string;
  /** Temporal's id of the execution. */
  readonly execution: string;
  readonly op: string;
}

/** The port of the activities to other workflows (`activities/peers.ts`), on Temporal's client. Owns the composition. */
import { WorkflowNotFoundError } from '@temporalio/client';
import type { NamedEvent } from '../interpreter/core/event.ts';
import type { LockHolder, LockRequest } from '../workflows/keepers/messages.ts';
import { acquireLock, emitEvent, type KeeperOptions, releaseLock, subscribe } from './temporal/keepers.ts';
import { closedStatus } from './temporal/status.ts';

export function createPeers(options: KeeperOptions) {
  return {
    emit: async (event: NamedEvent) => void (await emitEvent(options, event)),
    subscribe: (runId: string, topic: { readonly name: string; readonly key?: string }) =>
      subscribe(options, runId, topic),
    acquireLock: (request: LockRequest) => acquireLock(options, request),
    releaseLock: (holder: LockHolder) => releaseLock(options, holder),
    isClosed: (run: { readonly runId: string; readonly execution?: string }) => isClosed(options, run),
  };
}

/** What Temporal does not know any more is over. */
async function isClosed(
  { client, taskQueue }: KeeperOptions,
  { runId, execution }: { readonly runId: string; readonly execution?: string },
): Promise<boolean> {
  try {
    const { status } = await client.workflow.getHandle(runId, execution).describe();
    // What goes on in a new execution is over when that one is; it gives its locks back before it is begun anew.
    if (status.name === 'CONTINUED_AS_NEW') return await isClosed({ client, taskQueue }, { runId });
    return closedStatus(status.name) !== undefined;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return true;
    throw error;
  }
}

/**
 * The workflows module: one workflow that serves every type, because the type is the name of the definition; two types
 * are Ostinato's own, and parts of maps are driven like runs. Owns nothing else; a named export would take a definition's
 * place.
 */
import { workflowInfo } from '@temporalio/workflow';
import type { Json, Plan } from '../interpreter/sandbox.ts';
import { drive } from './driver.ts';
import { keepEvents } from './keepers/events.ts';
import { keepLocks } from './keepers/locks.ts';
import { eventsType, locksType } from './keepers/messages.ts';
import type { QueuesState } from './keepers/queues.ts';
import type { RouterState } from './keepers/router.ts';
import type { RunArguments } from './messages.ts';

/** What a workflow is given goes by its type. */
export default function ostinato(
  input: RunArguments[0] | RouterState | QueuesState | undefined,
  plan?: Plan,
): Promise<Json> {
  switch (workflowInfo().workflowType) {
    case eventsType:
      return keepEvents(input as RouterState | undefined);
    case locksType:
      return keepLocks(input as QueuesState | undefined);
    default:
      return drive(...([input, plan] as RunArguments));
  }
}

/**
 * The end of an execution whose workflow goes on in a new one. Owns which build of the workers takes it up: a workflow
 * stays with the build that it was begun on, and moves to the current one when it goes on.
 */
import { makeContinueAsNewFunc, workflowInfo } from '@temporalio/workflow';

/** Whether a build was made current that is not the one of this execution. False without worker deployments. */
export function isOutdated(): boolean {
  return workflowInfo().targetWorkerDeploymentVersionChanged;
}

/** Events before a keeper moves: whoever has pinned it to a build does not make it go on at every signal. */
const fewest = 50;

/** Of a keeper: Temporal asks for it, or a newer build is there. */
export function isToGoOn(): boolean {
  const { continueAsNewSuggested, historyLength } = workflowInfo();
  return continueAsNewSuggested || (isOutdated() && historyLength >= fewest);
}

/** Rejects always: with what ends the execution. */
export function goOn(...start: unknown[]): Promise<never> {
  const options = isOutdated() ? ({ initialVersioningBehavior: 'AUTO_UPGRADE' } as const) : {};
  return makeContinueAsNewFunc<(...start: unknown[]) => Promise<unknown>>(options)(...start);
}

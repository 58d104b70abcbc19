/** Asks which runs are over, by an activity. Owns the call; one that fails says of every run that it may be open. */
import { log, proxyActivities } from '@temporalio/workflow';
import type { ClosedRunsCall, ClosedRunsReply, RetryPlan } from '../../interpreter/sandbox.ts';
import { activityOptions } from '../activity-options.ts';

const retry: RetryPlan = { attempts: 3, backoffMs: 1_000, factor: 2, maxMs: 10_000, jitter: 0 };
const atOnce = 500;

type Run = ClosedRunsCall['runs'][number];

export async function closedRuns<R extends Run>(runs: readonly R[]): Promise<readonly R[]> {
  const closed: R[] = [];
  for (let start = 0; start < runs.length; start += atOnce) {
    const some = runs.slice(start, start + atOnce);
    const answers = await ask(some);
    closed.push(...some.filter((_, index) => answers[index] === true));
  }
  return closed;
}

async function ask(runs: readonly Run[]): Promise<readonly boolean[]> {
  const activities = proxyActivities<
    Record<'runs.closed', (call: ClosedRunsCall) => Promise<ClosedRunsReply>>
  >(activityOptions({ activity: 'runs.closed', title: `Which of ${runs.length} runs are over`, retry }));
  const names = runs.map(({ runId, execution }) => ({
    runId,
    ...(execution !== undefined && { execution }),
  }));
  try {
    return (await activities['runs.closed']({ kind: 'closed-runs', key: 'runs.closed', retry, runs: names }))
      .closed;
  } catch (error) {
    log.warn('it could not be found out which runs are over', { error: String(error) });
    return [];
  }
}

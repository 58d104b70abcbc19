/** How long a namespace keeps the runs that are over. Owns nothing else. */
import type { ConnectionLike } from '@temporalio/client';
import { msToTs, optionalTsToMs } from '@temporalio/common/lib/time.js';

const msPerDay = 86_400_000;

/** Idempotent. Only for a server of ours: on others the retention is the business of who runs them. */
export async function setRetention(
  connection: ConnectionLike,
  namespace: string,
  days: number,
): Promise<void> {
  const { config } = await connection.workflowService.describeNamespace({ namespace });
  const wanted = days * msPerDay;
  if (optionalTsToMs(config?.workflowExecutionRetentionTtl) === wanted) return;
  await connection.workflowService.updateNamespace({
    namespace,
    config: { workflowExecutionRetentionTtl: msToTs(wanted) },
  });
}

/**
 * How a child run gets its plan: by one activity, whose result stands in the history, so that a replay and a reader
 * find it there. Owns that call and what the run carries once it knows its version.
 */
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { proxyActivities, upsertMemo, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import type { LoadCall, LoadReply, RetryPlan } from '../interpreter/sandbox.ts';
import { beginCall } from './begin-call.ts';
import { activityOptions } from './activity-options.ts';
import { type LoadedRun, loadOp, memoKey, type RunNote, type SearchAttributeName } from './messages.ts';

/** Files and servers come back; faults of the definition do not. */
const retry: RetryPlan = { attempts: 10, backoffMs: 1_000, factor: 2, maxMs: 60_000, jitter: 0 };

const versionName: SearchAttributeName = 'OstinatoVersion';
const versionKey = defineSearchAttributeKey(versionName, SearchAttributeType.INT);

/** Rejects with the activity's failure. */
export async function load(run: LoadedRun): Promise<LoadReply> {
  const { workflow } = run.load;
  const activities = proxyActivities<Record<'definition.load', (call: LoadCall) => Promise<LoadReply>>>(
    activityOptions({ op: loadOp, activity: 'definition.load', title: `Load ${workflow}`, retry }),
  );
  const call: LoadCall = {
    kind: 'load',
    key: `${workflowInfo().workflowId}/${loadOp}`,
    retry,
    ...run.load,
    input: run.input,
  };
  const loaded = await new Promise<LoadReply>((resolve, reject) =>
    beginCall({ op: loadOp, awaitStop: false }, () => activities['definition.load'](call), resolve, reject),
  );
  const { version } = loaded.definition;
  const note: RunNote = { version, parent: run.parent.runId };
  upsertMemo({ [memoKey]: note });
  if (run.attributes.includes(versionName)) upsertSearchAttributes([{ key: versionKey, value: version }]);
  return loaded;
}

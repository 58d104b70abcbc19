/** Reads everything about a run: what Temporal describes, its history, and who works on it. Owns the reading only. */
import type { temporal } from '@temporalio/proto';
import type { RunDetails } from '../orchestrator.ts';
import { projectRun } from '../projection.ts';
import { ask, type TemporalOptions } from './connection.ts';
import { decoderOf } from './decode.ts';
import { findRun } from './find.ts';
import { health } from './workers.ts';

type History = temporal.api.history.v1.IHistory;

export async function describe(options: TemporalOptions, runId: string): Promise<RunDetails> {
  const [description, { workers }] = await Promise.all([findRun(options, runId), health(options)]);
  const histories = await historiesOf(options, runId, description.runId);
  const { client, namespace } = options;
  const decode = decoderOf(client.options.loadedDataConverter, namespace, runId);
  return ask(client, () => projectRun({ description, histories, decode, workers }));
}

/** Executions whose histories are read: what ended in older ones is in Temporal Web UI. */
const mostHistories = 10;

/** From the execution that was described backwards (the run may have gone on meanwhile); gives the oldest first. */
async function historiesOf({ client }: TemporalOptions, runId: string, newest: string): Promise<History[]> {
  const histories: History[] = [];
  for (let execution = newest; execution !== '' && histories.length < mostHistories; ) {
    const history = await ask(client, () => client.workflow.getHandle(runId, execution).fetchHistory());
    histories.unshift(history);
    execution = history.events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId ?? '';
  }
  return histories;
}

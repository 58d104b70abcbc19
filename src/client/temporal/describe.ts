/** Reads everything about a run: what Temporal describes, its history, and who works on it. Owns the reading only. */
import type { temporal } from '@temporalio/proto';
import { type ArtifactView, OrchestratorError, type RequestView, type RunDetails } from '../orchestrator.ts';
import { projectArtifacts } from '../project-artifacts.ts';
import type { Folded } from '../fold.ts';
import { requestsOf } from '../project-requests.ts';
import { foldRun, projectRun, type Recorded } from '../projection.ts';
import { ask, type TemporalOptions } from './connection.ts';
import { decoderOf } from './decode.ts';
import { findRun } from './find.ts';
import { openParts } from './parts.ts';
import { unserved } from './unserved.ts';
import { health } from './workers.ts';

type History = temporal.api.history.v1.IHistory;

export async function describe(options: TemporalOptions, runId: string): Promise<RunDetails> {
  const [recorded, { workers }] = await Promise.all([read(options, runId), health(options)]);
  const folded = await ask(options.client, () => foldRun(recorded));
  const [inParts, waits] = isOpen(recorded)
    ? await Promise.all([requestsInParts(options, runId, folded), unserved(options, recorded)])
    : [[], new Map<string, string>()];
  return projectRun({ description: recorded.description, folded, workers, inParts, unserved: waits });
}

function isOpen({ description }: Recorded): boolean {
  return description.status.name === 'RUNNING';
}

async function requestsInParts(
  options: TemporalOptions,
  runId: string,
  around: Folded,
): Promise<readonly RequestView[]> {
  const parts = openParts(runId, around).map((part) => requestsInPart(options, part));
  return (await Promise.all(parts)).flat();
}

async function requestsInPart(options: TemporalOptions, runId: string): Promise<readonly RequestView[]> {
  const recorded = await read(options, runId).catch(ifThere);
  if (!recorded || !isOpen(recorded)) return [];
  const folded = await ask(options.client, () => foldRun(recorded));
  return [...requestsOf(folded), ...(await requestsInParts(options, runId, folded))];
}

/** The run around has asked for the part, and it may not have begun. */
function ifThere(error: unknown): undefined {
  if (!(error instanceof OrchestratorError && error.fault === 'run-unknown')) throw error;
}

/** The run as its histories tell it. */
export async function foldedRun(options: TemporalOptions, runId: string): Promise<Folded> {
  const recorded = await read(options, runId);
  return ask(options.client, () => foldRun(recorded));
}

export async function artifacts(options: TemporalOptions, runId: string): Promise<readonly ArtifactView[]> {
  const recorded = await read(options, runId);
  return ask(options.client, () => projectArtifacts(recorded));
}

async function read(options: TemporalOptions, runId: string): Promise<Recorded> {
  const description = await findRun(options, runId);
  const histories = await historiesOf(options, runId, description.runId);
  const { client, namespace } = options;
  return { description, histories, decode: decoderOf(client.options.loadedDataConverter, namespace, runId) };
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

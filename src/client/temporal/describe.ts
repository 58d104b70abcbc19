/** Reads everything about a run: what Temporal describes, its history, and who works on it. Owns the reading only. */
import {
  decodeArrayFromPayloads,
  decodeOptionalFailureToOptionalError,
} from '@temporalio/common/lib/internal-non-workflow/codec-helpers.js';
import type { Decode } from '../fold.ts';
import type { RunDetails } from '../orchestrator.ts';
import { projectRun } from '../projection.ts';
import { ask, type TemporalOptions } from './connection.ts';
import { findRun } from './find.ts';
import { health } from './workers.ts';

export async function describe(options: TemporalOptions, runId: string): Promise<RunDetails> {
  const { client } = options;
  const [description, { workers }] = await Promise.all([findRun(options, runId), health(options)]);
  // Of the execution that was described: the run may have gone on to its next one meanwhile.
  const history = await ask(client, () => client.workflow.getHandle(runId, description.runId).fetchHistory());
  return projectRun({ description, history, decode: decoderOf(options, runId), workers });
}

function decoderOf({ client, namespace }: TemporalOptions, workflowId: string): Decode {
  const converter = client.options.loadedDataConverter;
  const context = { type: 'workflow', namespace, workflowId } as const;
  return {
    values: (payloads) => decodeArrayFromPayloads(converter, payloads?.payloads ?? undefined, context),
    failure: (failure) => decodeOptionalFailureToOptionalError(converter, failure, context),
  };
}

/** Reads payloads and failures of histories: fetches what is kept outside, then decodes. Owns the order. */
import type { LoadedDataConverter } from '@temporalio/common';
import {
  decodeArrayFromPayloads,
  decodeOptionalFailureToOptionalError,
  ExternalStorageRunner,
  extstoreInboundOptions,
  visit,
  walkFailWorkflowExecution,
} from '@temporalio/common/lib/internal-non-workflow/index.js';
import type { Decode } from '../folding.ts';

/** Nothing is fetched before it is asked for: most of a history is never looked at. */
export function decoderOf(converter: LoadedDataConverter, namespace: string, workflowId: string): Decode {
  const { externalStorage } = converter;
  const context = { type: 'workflow', namespace, workflowId } as const;
  const runner = externalStorage && new ExternalStorageRunner(externalStorage);
  return {
    async values(given) {
      const payloads = given?.payloads ?? [];
      return decodeArrayFromPayloads(converter, runner ? await runner.retrieve(payloads) : payloads, context);
    },
    async failure(failure) {
      if (!failure) return undefined;
      await visit({ failure }, walkFailWorkflowExecution, extstoreInboundOptions(externalStorage));
      return decodeOptionalFailureToOptionalError(converter, failure, context);
    },
  };
}

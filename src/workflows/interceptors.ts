/**
 * Makes signals harmless before the SDK reads them: anybody may send one, and an argument that cannot be decoded would
 * fail every workflow task of the run from then on. Such a signal comes without arguments, and is refused as such.
 */
import { arrayFromPayloads, defaultPayloadConverter } from '@temporalio/common';
import type { WorkflowInterceptorsFactory } from '@temporalio/workflow';

type Payloads = Parameters<typeof arrayFromPayloads>[1];

function isReadable(payloads: Payloads): boolean {
  try {
    arrayFromPayloads(defaultPayloadConverter, payloads);
    return true;
  } catch {
    return false;
  }
}

export const interceptors: WorkflowInterceptorsFactory = () => ({
  internals: [
    {
      activate(input, next) {
        for (const { signalWorkflow } of input.activation.jobs ?? []) {
          if (signalWorkflow && !isReadable(signalWorkflow.input)) signalWorkflow.input = [];
        }
        next(input);
      },
    },
  ],
});

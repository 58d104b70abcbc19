/** The port `Orchestrator` on Temporal's client. Owns the composition; each method has a file of its own. */
import type { Orchestrator } from './orchestrator.ts';
import { cancel } from './temporal/cancel.ts';
import { ask, type TemporalOptions } from './temporal/connection.ts';
import { artifacts, describe } from './temporal/describe.ts';
import { emitEvent } from './temporal/keepers.ts';
import { list } from './temporal/list.ts';
import { resume } from './temporal/resume.ts';
import { start } from './temporal/start.ts';
import { sendEvent, tell } from './temporal/tell.ts';
import { health } from './temporal/workers.ts';

export type { TemporalOptions } from './temporal/connection.ts';

export function createOrchestrator(options: TemporalOptions): Orchestrator {
  return {
    start: (request) => start(options, request),
    list: (query) => list(options, query),
    describe: (runId) => describe(options, runId),
    artifacts: (runId) => artifacts(options, runId),
    resume: (runId, answer) => resume(options, runId, answer),
    cancel: (runId, reason) => cancel(options, runId, reason),
    tell: (runId, verb) => tell(options, runId, verb),
    send: (runId, event) => sendEvent(options, runId, event),
    emit: async (event) => ({ id: await ask(options.client, () => emitEvent(options, event)) }),
    health: () => health(options),
  };
}

/**
 * The port `Orchestrator` in memory, for what HTTP and the command line make of it: runs of one person's request each,
 * and whatever else a test puts in. Owns no rule of the language; those are tested on the core and on Temporal.
 */
import type { Answer, NamedEvent, Verb } from '../../src/interpreter/core/event.ts';
import {
  type ArtifactView,
  type ListQuery,
  type Orchestrator,
  OrchestratorError,
  type RequestView,
  type RunDetails,
  type StartRequest,
} from '../../src/client/orchestrator.ts';

export interface MemoryOrchestrator extends Orchestrator {
  /** By run id, oldest first. */
  readonly runs: Map<string, RunDetails>;
  /** Artifacts, by run id. */
  readonly left: Map<string, readonly ArtifactView[]>;
  /** What every method rejects with, while it is set. */
  fault: OrchestratorError | undefined;
  temporal: boolean;
  workers: number;
  readonly started: StartRequest[];
  readonly told: { readonly runId: string; readonly verb: Verb }[];
  /** Without a run: for whoever waits. */
  readonly events: { readonly runId?: string; readonly event: NamedEvent }[];
}

const at = '2026-11-21T10:00:00.000Z';

export function createMemoryOrchestrator(): MemoryOrchestrator {
  const memory: MemoryOrchestrator = {
    runs: new Map(),
    left: new Map(),
    fault: undefined,
    temporal: true,
    workers: 1,
    started: [],
    told: [],
    events: [],
    start: async (request) => guarded(memory, () => start(memory, request)),
    list: async (query) => guarded(memory, () => list(memory, query)),
    describe: async (runId) => guarded(memory, () => find(memory, runId)),
    artifacts: async (runId) => guarded(memory, () => memory.left.get(find(memory, runId).runId) ?? []),
    resume: async (runId, answer) => guarded(memory, () => resume(memory, runId, answer)),
    cancel: async (runId) => guarded(memory, () => cancel(memory, runId)),
    tell: async (runId, verb) =>
      guarded(memory, () => void memory.told.push({ runId: find(memory, runId).runId, verb })),
    send: async (runId, event) =>
      guarded(memory, () => void memory.events.push({ runId: find(memory, runId).runId, event })),
    emit: async (event) => guarded(memory, () => emit(memory, event)),
    health: async () => ({ temporal: memory.temporal, workers: memory.workers }),
  };
  return memory;
}

/** A run that waits for a person at its one node `ask`. */
export function waitingRun(runId: string, workflow: string, more: Partial<RunDetails> = {}): RunDetails {
  return {
    runId,
    workflow,
    version: 1,
    status: 'waiting',
    waitingFor: ['human'],
    startedAt: at,
    mock: false,
    input: {},
    nodes: [
      {
        path: 'ask',
        kind: 'human',
        status: 'waiting',
        waitingFor: 'human',
        visit: 1,
        attempts: 0,
        startedAt: at,
      },
    ],
    requests: [request],
    refused: [],
    workers: 1,
    ...more,
  };
}

const request: RequestView = {
  id: 'ask#1',
  node: 'ask',
  prompt: 'Go on?',
  form: {
    type: 'object',
    required: ['remark'],
    properties: { remark: { type: 'string' }, stars: { type: 'integer' } },
  },
  outcomes: ['yes', 'no'],
  assignees: ['role:editor'],
  openedAt: at,
};

function guarded<T>(memory: MemoryOrchestrator, work: () => T): T {
  if (memory.fault) throw memory.fault;
  return work();
}

function find({ runs }: MemoryOrchestrator, runId: string): RunDetails {
  const run = runs.get(runId);
  if (run) return run;
  throw new OrchestratorError('run-unknown', `There is no run ${runId}.`);
}

function start(
  memory: MemoryOrchestrator,
  request: StartRequest,
): { runId: string; status: RunDetails['status'] } {
  memory.started.push(request);
  const runId = `${request.plan.name}-${request.idempotencyKey ?? memory.runs.size + 1}`;
  const before = memory.runs.get(runId);
  if (before === undefined) {
    const { version, input } = request;
    memory.runs.set(runId, waitingRun(runId, request.plan.name, { version, input }));
    return { runId, status: 'running' };
  }
  if (JSON.stringify(before.input) === JSON.stringify(request.input)) return { runId, status: before.status };
  throw new OrchestratorError('run-conflict', `${runId} was started with another input.`);
}

function emit(memory: MemoryOrchestrator, event: NamedEvent): { id: string } {
  memory.events.push({ event });
  return { id: event.id ?? `event-${memory.events.length}` };
}

/** The cursor is the number of runs seen. */
function list({ runs }: MemoryOrchestrator, query: ListQuery): Awaited<ReturnType<Orchestrator['list']>> {
  const { workflow, status, limit, cursor = '0' } = query;
  const start = Number(cursor);
  if (Number.isNaN(start)) throw new OrchestratorError('cursor-invalid', 'is not a cursor of this list');
  const matching = [...runs.values()]
    .filter((run) => workflow === undefined || run.workflow === workflow)
    .filter((run) => status === undefined || run.status === status);
  const page = matching
    .slice(start, start + limit)
    .map(({ runId, workflow, version, status, waitingFor, startedAt }) => {
      return { runId, workflow, version, status, waitingFor, startedAt };
    });
  const next = start + limit;
  return { runs: page, ...(next < matching.length ? { cursor: String(next) } : {}) };
}

function resume(
  memory: MemoryOrchestrator,
  runId: string,
  answer: Answer,
): { runId: string; request: string; outcome?: string } {
  const run = find(memory, runId);
  const open = run.requests.find(({ id, node }) => id === answer.request || node === answer.node);
  if (!open) throw new OrchestratorError('request-unknown', `${runId} has no such request.`);
  const value = answer.value ?? {};
  if (typeof value !== 'object' || value === null || !('remark' in value)) {
    const faults = [{ path: 'remark', message: 'remark is required' }];
    throw new OrchestratorError('answer-invalid', 'The answer does not fit the form', faults);
  }
  memory.runs.set(runId, {
    ...run,
    status: 'succeeded',
    waitingFor: [],
    requests: [],
    output: { ...value, outcome: answer.outcome ?? null },
    endedAt: '2026-11-21T10:00:05.000Z',
    nodes: run.nodes.map(({ path, kind, visit, attempts }) => {
      const endedAt = '2026-11-21T10:00:05.000Z';
      return { path, kind, visit, attempts, status: 'succeeded', startedAt: at, endedAt };
    }),
  });
  const { outcome } = answer;
  return { runId, request: open.id, ...(outcome === undefined ? {} : { outcome }) };
}

function cancel(memory: MemoryOrchestrator, runId: string): void {
  const run = find(memory, runId);
  if (run.status === 'succeeded') throw new OrchestratorError('run-over', `The run ${runId} is over.`);
  memory.runs.set(runId, { ...run, status: 'cancelled', waitingFor: [], requests: [] });
}

/**
 * The port through which the api (and any embedding program) works with runs. Domain types only; Temporal is
 * behind it. Owns the shapes. Every method rejects with an `OrchestratorError`, a programmer's mistake excepted.
 */
import type { Artifact } from '../interpreter/artifact.ts';
import type { Answer, NamedEvent, Verb } from '../interpreter/core/event.ts';
import type { RunError } from '../interpreter/errors.ts';
import type { Json, JsonSchema } from '../interpreter/json.ts';
import type { Plan } from '../interpreter/plan.ts';

export interface Orchestrator {
  /** Starts a run, or finds the run that was started with the same `idempotencyKey`. */
  start(request: StartRequest): Promise<{ runId: string; status: RunStatus }>;
  list(query: ListQuery): Promise<{ runs: readonly RunSummary[]; cursor?: string }>;
  describe(runId: string): Promise<RunDetails>;
  /** The artifacts of its nodes, in the order of the text; of nodes that are `sensitive`, none. */
  artifacts(runId: string): Promise<readonly ArtifactView[]>;
  resume(runId: string, answer: Answer): Promise<{ runId: string; request: string; outcome?: string }>;
  cancel(runId: string, reason?: string): Promise<void>;
  /** Resolves when the run has done it. */
  tell(runId: string, verb: Verb): Promise<void>;
  /** An event for this run alone. */
  send(runId: string, event: NamedEvent): Promise<void>;
  /** An event for every run that waits for it, now or soon; resolves with its id when it is safe. */
  emit(event: NamedEvent): Promise<{ id: string }>;
  /** Whether Temporal answers and how many workers poll the queue. */
  health(): Promise<{ temporal: boolean; workers: number }>;
}

export interface StartRequest {
  readonly plan: Plan;
  readonly version: number;
  /** SHA-256 of the text of the definition. */
  readonly hash: string;
  /** Checked, defaults applied. */
  readonly input: Json;
  /** Who submits it. */
  readonly by?: string;
  /** For whom: tenants that wait for the same workers take turns. At most 64 bytes. */
  readonly tenant?: string;
  /** Who does its nodes, as it was said with the start; the plan has it already. */
  readonly assign?: Json;
  readonly idempotencyKey?: string;
}

export type RunStatus = 'running' | 'waiting' | 'paused' | 'succeeded' | 'failed' | 'cancelled';
export type WaitingKind = 'human' | 'event' | 'timer' | 'lock' | 'budget' | 'pause';

export interface ListQuery {
  readonly workflow?: string;
  readonly status?: RunStatus;
  /** 1..200 */
  readonly limit: number;
  readonly cursor?: string;
}

export interface RunSummary {
  readonly runId: string;
  readonly workflow: string;
  readonly version: number;
  readonly status: RunStatus;
  readonly waitingFor: readonly WaitingKind[];
  /** Id of the run whose node started this one. */
  readonly parent?: string;
  readonly startedAt: string;
  readonly endedAt?: string;
}

export interface RunDetails extends RunSummary {
  readonly title?: string;
  /** Who submitted it. */
  readonly by?: string;
  readonly tenant?: string;
  /** Path of the node that would start next, while the run is paused or goes step by step. */
  readonly next?: string;
  readonly mock: boolean;
  readonly input: Json;
  readonly output?: Json;
  readonly error?: RunError;
  /** In the order of the text; visits of a node one after the other. */
  readonly nodes: readonly NodeView[];
  readonly requests: readonly RequestView[];
  /** Answers that were refused, newest last, at most 20. */
  readonly refused: readonly {
    readonly at: string;
    readonly request?: string;
    readonly type: string;
    readonly title: string;
  }[];
  /** Workers that poll the queue now; 0 = nothing goes on until one is started. */
  readonly workers: number;
}
export type ArtifactView = Artifact & {
  /** Path and number of the visit that has left it. */
  readonly node: string;
  readonly visit: number;
};
export type NodeStatus =
  | 'pending'
  /** Never visited, and will not be: its scope or the run has ended, or is about to. */
  | 'unreached'
  | 'running'
  | 'waiting'
  | 'succeeded'
  | 'failed'
  | 'skipped'
  | 'cancelled'
  | 'withdrawn';
export interface NodeView {
  readonly path: string;
  readonly kind: string;
  readonly title?: string;
  readonly status: NodeStatus;
  readonly waitingFor?: WaitingKind;
  /** 0 = not visited, with the status `pending` or `unreached`. */
  readonly visit: number;
  /** Attempts of the visit's last operation; 0 where nothing external was begun. */
  readonly attempts: number;
  /** Id of the child run of a `workflow` node. */
  readonly run?: string;
  /** Of a map: how far it has come. `total` grows while items may still be added. */
  readonly items?: {
    readonly total: number;
    readonly running: number;
    readonly succeeded: number;
    readonly failed: number;
  };
  /** Task queue in which its work waits, and which no worker polls. */
  readonly unserved?: string;
  /** The result was kept from an earlier visit (`cache`). */
  readonly cached?: true;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly input?: Json;
  readonly output?: Json;
  readonly outcome?: string;
  readonly error?: RunError;
}
export interface RequestView {
  /** `path#visit` */
  readonly id: string;
  readonly node: string;
  readonly prompt: string;
  readonly show?: Json;
  readonly form?: JsonSchema;
  readonly outcomes: readonly string[];
  readonly assignees: readonly string[];
  /** Whoever submitted the run (`by` of it) is refused. */
  readonly notSubmitter?: true;
  readonly openedAt: string;
  readonly deadline?: string;
  /** How many answers must be alike, and those that have come. */
  readonly quorum?: {
    readonly count: number;
    readonly of?: number;
    readonly votes: readonly { readonly by: string; readonly outcome?: string }[];
  };
  /** When people were reminded. */
  readonly reminders?: readonly string[];
  /** Who was asked in addition, because nobody answered. */
  readonly escalatedTo?: readonly string[];
  /** A program or a tool has suspended itself: the answer's value is its result. */
  readonly suspended?: { readonly status: string; readonly metadata?: Json };
  /** Nobody knows whether work that must be done once was done: with what it ended, and what each outcome does. */
  readonly doubt?: {
    /** The idempotency key that the work was done with. */
    readonly key: string;
    readonly error: RunError;
    readonly outcomes: Readonly<Record<string, string>>;
  };
}

export type OrchestratorFault =
  | 'run-unknown'
  | 'run-over'
  | 'run-conflict'
  | 'request-unknown'
  | 'request-answered'
  | 'request-ambiguous'
  | 'answer-invalid'
  | 'answer-conflict'
  | 'answer-forbidden'
  | 'verb-invalid'
  | 'node-unknown'
  | 'node-ambiguous'
  | 'node-unfit'
  | 'not-stepping'
  | 'cursor-invalid'
  | 'unavailable';

export class OrchestratorError extends Error {
  readonly fault: OrchestratorFault;
  /** For `answer-invalid`: the places of the value that do not fit. */
  readonly faults: readonly { readonly path: string; readonly message: string }[];
  constructor(
    fault: OrchestratorFault,
    message: string,
    faults: OrchestratorError['faults'] = [],
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'OrchestratorError';
    this.fault = fault;
    this.faults = faults;
  }
}

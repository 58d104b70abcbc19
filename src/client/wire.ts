/**
 * The bodies of the HTTP API as types: what the api sends and the clients read. Owns shapes and nothing that computes.
 * Instants are RFC 3339 in UTC. A field that has no value is absent.
 */
import type { Diagnostic } from '../interpreter/diagnostic.ts';
import type { RunError } from '../interpreter/errors.ts';
import type { Json, JsonSchema } from '../interpreter/json.ts';
import type {
  ArtifactView,
  NodeView,
  RequestView,
  RunDetails,
  RunStatus,
  RunSummary,
} from './orchestrator.ts';

export interface Links {
  /** Path on this server. */
  readonly self: string;
  /** Address of the run in Temporal's Web UI; absent where no Web UI is known. */
  readonly temporal?: string;
}

/** Answer of `POST /v1/workflows`. */
export interface WorkflowReceipt {
  readonly name: string;
  readonly version: number;
  /** SHA-256 (hex) of the text. */
  readonly hash: string;
  readonly warnings: readonly Diagnostic[];
}

/** Answer of `POST /v1/check`. */
export interface CheckReport {
  readonly name: string;
  readonly hash: string;
  readonly warnings: readonly Diagnostic[];
  /** The graph as Mermaid text, where it was asked for. */
  readonly graph?: string;
}

/** Item of `GET /v1/workflows`. */
export interface WorkflowSummary {
  readonly name: string;
  readonly version: number;
  readonly hash: string;
  readonly format: 'yaml' | 'json';
  readonly createdAt: string;
  readonly links: Links;
}

/** Answer of `GET /v1/workflows/{name}`. */
export interface WorkflowView extends WorkflowSummary {
  readonly title?: string;
  readonly description?: string;
  /** JSON Schema of the input; absent = any input, or a version that this server can no longer run. */
  readonly input?: JsonSchema;
  readonly text: string;
  /** All versions, oldest first. */
  readonly versions: readonly {
    readonly version: number;
    readonly hash: string;
    readonly createdAt: string;
  }[];
}

/** Answer of `POST /v1/workflows/{name}/run`. */
export interface RunReceipt {
  readonly runId: string;
  readonly status: RunStatus;
  readonly links: Links;
}

/** Item of `GET /v1/runs`. */
export interface RunItem extends RunSummary {
  readonly links: Links;
}

/**
 * Answer of `GET /v1/runs/{runId}`: one page of the nodes. In place of a value over 16 KiB (`input`, `output`, `show`,
 * `error.data`) stands `{ "$link": "/v1/runs/…" }`, the path under which it is given.
 */
export interface RunView extends RunDetails {
  /** Present where more nodes follow: give it as `?nodesCursor=`. */
  readonly nodesCursor?: string;
  readonly links: Links;
}

/** Answer of `POST /v1/runs/{runId}/resume`. */
export interface ResumeReceipt {
  readonly runId: string;
  readonly request: string;
  readonly outcome?: string;
}

/** Answer of `POST /v1/runs/{runId}/cancel`: the run was asked to end. */
export interface CancelReceipt {
  readonly runId: string;
  readonly links: Links;
}

/** Answer of the verbs (`pause`, `unpause`, `step-mode`, `step`, `complete`): the run has done it. */
export interface VerbReceipt {
  readonly runId: string;
  readonly links: Links;
}

/** Answer of `POST /v1/events` and `POST /v1/runs/{runId}/events`: the event is safe. */
export interface EventReceipt {
  /** Given to an event that had none, so that it can be sent again and is the same. */
  readonly id?: string;
  readonly runId?: string;
}

/** One of the answer of `GET /v1/runs/{runId}/artifacts`; `links.self` gives its bytes. */
export type ArtifactItem = ArtifactView & { readonly links: Pick<Links, 'self'> };

/** Answer of `DELETE /v1/cache`. */
export interface CacheReceipt {
  readonly cleared: number;
}

/** One place of what was sent that does not fit. */
export interface FieldFault {
  /** `input.topic`, `value.items[0]`, `limit` */
  readonly path: string;
  readonly message: string;
}

/** Body of every answer from 400 on (RFC 9457, `application/problem+json`). */
export interface Problem {
  /** `/problems/NAME`; the table of names is in docs/api.md and under that path. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** What happened here, and what to do next. */
  readonly detail: string;
  /** `urn:uuid:…`, only with status 500: the same id stands in the log of the server. */
  readonly instance?: string;
  /** With `definition-invalid`. */
  readonly diagnostics?: readonly Diagnostic[];
  /** With `request-invalid`, `input-invalid`, `answer-invalid`. */
  readonly errors?: readonly FieldFault[];
}

export type { Json, NodeView, RequestView, RunError, RunStatus, RunSummary };

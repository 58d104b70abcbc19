/**
 * The typed client of the HTTP API: one method per route. Owns how a call is made and how its failure is told; it knows
 * nothing of Temporal and runs wherever `fetch` does.
 */
import { problemOf, UnreachableError } from './http-errors.ts';
import type { Json } from '../interpreter/json.ts';
import type { RunStatus } from './orchestrator.ts';
import type {
  ArtifactItem,
  CacheReceipt,
  CancelReceipt,
  CheckReport,
  EventReceipt,
  ResumeReceipt,
  RunItem,
  RunReceipt,
  RunView,
  VerbReceipt,
  WorkflowReceipt,
  WorkflowSummary,
  WorkflowView,
} from './wire.ts';

/** Every method rejects with a `ProblemError` (the server refused) or an `UnreachableError` (no answer came). */
export interface OstinatoClient {
  /** Stores a definition as the current version of its name. */
  put(text: string, format?: Format): Promise<WorkflowReceipt>;
  /** Checks a definition without storing it; with `graph`, gives it as Mermaid text too. */
  check(text: string, options?: { readonly format?: Format; readonly graph?: boolean }): Promise<CheckReport>;
  workflows(): Promise<readonly WorkflowSummary[]>;
  workflow(name: string, version?: number): Promise<WorkflowView>;
  /** Mermaid text. */
  graph(name: string, version?: number): Promise<string>;
  start(name: string, options?: StartOptions): Promise<RunReceipt>;
  runs(query?: RunsQuery): Promise<{ readonly runs: readonly RunItem[]; readonly cursor?: string }>;
  /** The run with all its nodes. Large values are links: see `value`. */
  run(runId: string): Promise<RunView>;
  /** What its nodes have left as files. */
  artifacts(
    runId: string,
    page?: ArtifactsQuery,
  ): Promise<{ readonly artifacts: readonly ArtifactItem[]; readonly cursor?: string }>;
  /** The bytes of an artifact, as they come; the stream fails where they cannot all be given. */
  artifact(runId: string, id: string): Promise<ReadableStream<Uint8Array>>;
  /** The whole value behind `{ "$link": path }`. */
  value(path: string): Promise<Json>;
  resume(runId: string, answer: ResumeOptions): Promise<ResumeReceipt>;
  cancel(runId: string, reason?: string): Promise<CancelReceipt>;
  /** Cancels a node: its path, its id, or a name that only one has. */
  cancelNode(runId: string, node: string): Promise<CancelReceipt>;
  /** Ends a map, or an item of it, with what it has. */
  completeNode(runId: string, node: string): Promise<VerbReceipt>;
  pause(runId: string): Promise<VerbReceipt>;
  unpause(runId: string): Promise<VerbReceipt>;
  stepMode(runId: string, on: boolean): Promise<VerbReceipt>;
  step(runId: string): Promise<VerbReceipt>;
  /** An event for every run that waits for it, now or soon. */
  emit(event: EventOptions): Promise<EventReceipt>;
  /** An event for one run. */
  send(runId: string, event: EventOptions): Promise<EventReceipt>;
  /** Forgets kept results; of everything, or of a workflow, or of a node of that name. */
  clearCache(of?: CacheFilter): Promise<CacheReceipt>;
  /** Resolves when runs go on: Temporal answers and a worker polls. */
  ready(): Promise<{ readonly workers: number }>;
}

export type Format = 'yaml' | 'json';

export interface StartOptions {
  readonly input?: Json;
  readonly version?: number;
  /** The same key gives the same run. */
  readonly idempotencyKey?: string;
  /** Who submits it. */
  readonly by?: string;
  /** For whom: tenants that wait for the same workers take turns. At most 64 bytes. */
  readonly tenant?: string;
  /** Who does its nodes in place of their kinds: `human`, `agent`, `program`, for all or by name. */
  readonly assign?: Json;
}
export interface RunsQuery {
  readonly workflow?: string;
  readonly status?: RunStatus;
  /** 1..200, default 50 */
  readonly limit?: number;
  readonly cursor?: string;
}
export interface ArtifactsQuery {
  /** 1..200, default 50 */
  readonly limit?: number;
  readonly cursor?: string;
}
export interface ResumeOptions {
  /** Id of the open request, or `node` where only one of that node is open. */
  readonly request?: string;
  readonly node?: string;
  readonly value?: Json;
  readonly outcome?: string;
  /** The same key and answer give the same reply. */
  readonly idempotencyKey?: string;
  /** Who answers. */
  readonly by?: string;
}
export interface EventOptions {
  /** The same id is the same event. */
  readonly id?: string;
  readonly name: string;
  readonly key?: string;
  readonly data?: Json;
}
export interface CacheFilter {
  readonly workflow?: string;
  readonly node?: string;
}

/** `url` without a path: `http://127.0.0.1:7400`. */
export function createClient({ url }: { readonly url: string }): OstinatoClient {
  const call = caller(url);
  return {
    put: (text, format = 'yaml') => call.json('POST', '/v1/workflows', definition(text, format)),
    check: (text, { format = 'yaml', graph = false } = {}) =>
      call.json(
        'POST',
        `/v1/check${query({ graph: graph ? 'mermaid' : undefined })}`,
        definition(text, format),
      ),
    workflows: async () => {
      const { workflows } = await call.json<{ workflows: readonly WorkflowSummary[] }>(
        'GET',
        '/v1/workflows',
      );
      return workflows;
    },
    workflow: (name, version) => call.json('GET', `${workflowPath(name)}${query({ version })}`),
    graph: (name, version) => call.text('GET', `${workflowPath(name)}/graph${query({ version })}`),
    start: (name, options = {}) => call.json('POST', `${workflowPath(name)}/run`, body({ ...options })),
    runs: (filter = {}) => call.json('GET', `/v1/runs${query({ ...filter })}`),
    run: (runId) => wholeRun(call, runPath(runId)),
    artifacts: (runId, page = {}) => call.json('GET', `${runPath(runId)}/artifacts${query({ ...page })}`),
    artifact: (runId, id) => call.stream(`${runPath(runId)}/artifacts/${encodeURIComponent(id)}`),
    value: (path) => call.json('GET', path),
    resume: (runId, answer) => call.json('POST', `${runPath(runId)}/resume`, body({ ...answer })),
    cancel: (runId, reason) => call.json('POST', `${runPath(runId)}/cancel`, body({ reason })),
    cancelNode: (runId, node) => call.json('POST', `${runPath(runId)}/cancel`, body({ node })),
    completeNode: (runId, node) => call.json('POST', `${runPath(runId)}/complete`, body({ node })),
    pause: (runId) => call.json('POST', `${runPath(runId)}/pause`),
    unpause: (runId) => call.json('POST', `${runPath(runId)}/unpause`),
    stepMode: (runId, on) => call.json('POST', `${runPath(runId)}/step-mode`, body({ on })),
    step: (runId) => call.json('POST', `${runPath(runId)}/step`),
    emit: (event) => call.json('POST', '/v1/events', body({ ...event })),
    send: (runId, event) => call.json('POST', `${runPath(runId)}/events`, body({ ...event })),
    clearCache: (of = {}) => call.json('DELETE', `/v1/cache${query({ ...of })}`),
    ready: () => call.json('GET', '/readyz'),
  };
}

async function wholeRun(call: Caller, path: string): Promise<RunView> {
  const { nodesCursor: first, ...run } = await call.json<RunView>('GET', path);
  const nodes = [...run.nodes];
  for (let cursor = first; cursor !== undefined; ) {
    const page: RunView = await call.json<RunView>('GET', `${path}${query({ nodesCursor: cursor })}`);
    nodes.push(...page.nodes);
    cursor = page.nodesCursor;
  }
  return { ...run, nodes };
}

interface Body {
  readonly type: string;
  readonly text: string;
}
interface Caller {
  json<T>(method: string, path: string, body?: Body): Promise<T>;
  text(method: string, path: string): Promise<string>;
  stream(path: string): Promise<ReadableStream<Uint8Array>>;
}
interface Answer {
  readonly status: number;
  readonly text: string;
}

function caller(url: string): Caller {
  const send = async (method: string, path: string, body?: Body): Promise<Answer> => {
    const answer = await reach(url, async () => {
      const response = await fetch(new URL(path, url), {
        method,
        ...(body === undefined ? {} : { body: body.text, headers: { 'content-type': body.type } }),
      });
      return { status: response.status, text: await response.text() };
    });
    if (answer.status >= 400) throw problemOf(url, answer.status, answer.text);
    return answer;
  };
  return {
    text: async (method, path) => (await send(method, path)).text,
    stream: async (path) => {
      const response = await reach(url, () => fetch(new URL(path, url)));
      if (response.ok && response.body) return response.body;
      throw problemOf(url, response.status, await reach(url, () => response.text()));
    },
    json: async <T>(method: string, path: string, body?: Body) => {
      const { status, text } = await send(method, path, body);
      try {
        // The shapes of answers are the contract of `wire.ts`; the server is of the same version.
        return JSON.parse(text) as T;
      } catch {
        throw problemOf(url, status, text);
      }
    },
  };
}

async function reach<T>(url: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    throw new UnreachableError(url, { cause });
  }
}

function definition(text: string, format: Format): Body {
  return { type: `application/${format}`, text };
}

function body(fields: Readonly<Record<string, unknown>>): Body {
  return { type: 'application/json', text: JSON.stringify(fields) };
}

function query(fields: Readonly<Record<string, string | number | undefined>>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) parameters.append(name, String(value));
  }
  return parameters.size === 0 ? '' : `?${parameters.toString()}`;
}

function workflowPath(name: string): string {
  return `/v1/workflows/${encodeURIComponent(name)}`;
}

function runPath(runId: string): string {
  return `/v1/runs/${encodeURIComponent(runId)}`;
}

/**
 * Shows a run: its folded state as the details that the api gives. Owns the shape of nodes and requests as a reader
 * sees them; the folding is `fold.ts`.
 */
import type { WorkflowExecutionDescription } from '@temporalio/client';
import type { temporal } from '@temporalio/proto';
import type { Call } from '../interpreter/call.ts';
import type { NodeState, RunState, ScopeState, VisitRecord } from '../interpreter/core/state.ts';
import { openStatus, waitingFor } from '../interpreter/core/status.ts';
import { item, nodePlan, openStep } from '../interpreter/core/step.ts';
import type { RunError } from '../interpreter/errors.ts';
import type { Json } from '../interpreter/json.ts';
import type { HumanNode, NodePlan, Plan, ScopePlan } from '../interpreter/plan.ts';
import { type Decode, fold, type Folded } from './fold.ts';
import type { NodeView, RequestView, RunDetails, RunStatus } from './orchestrator.ts';

export interface ProjectionInput {
  readonly description: WorkflowExecutionDescription;
  readonly history: temporal.api.history.v1.IHistory;
  readonly decode: Decode;
  readonly workers: number;
}

export async function projectRun({
  description,
  history,
  decode,
  workers,
}: ProjectionInput): Promise<RunDetails> {
  const run = { id: description.workflowId, workflow: description.type };
  const folded = await fold(run, history.events ?? [], decode);
  const { input, state } = folded;
  const status = statusOf(description, state);
  const error = errorOf(description, folded);
  return {
    runId: run.id,
    workflow: run.workflow,
    version: input.definition.version,
    status,
    waitingFor: isOpen(status) ? waitingFor(state) : [],
    startedAt: description.startTime.toISOString(),
    ...(description.closeTime && { endedAt: description.closeTime.toISOString() }),
    ...(input.plan.title !== undefined && { title: input.plan.title }),
    mock: input.mock === true,
    input: input.input,
    ...(state.result?.status === 'succeeded' && { output: state.result.output }),
    ...(error && { error }),
    nodes: nodesOf(folded, attemptsNow(description)),
    requests: isOpen(status) ? requestsOf(input.plan, state) : [],
    refused: state.refused.map(({ at, ...refused }) => ({ at: iso(at), ...refused })),
    workers,
  };
}

function isOpen(status: RunStatus): boolean {
  return status === 'running' || status === 'waiting';
}

/** Closed statuses are Temporal's (settled 6). */
function statusOf(description: WorkflowExecutionDescription, state: RunState): RunStatus {
  switch (description.status.name) {
    case 'COMPLETED':
      return 'succeeded';
    case 'CANCELLED':
      return 'cancelled';
    case 'FAILED':
    case 'TERMINATED':
    case 'TIMED_OUT':
      return 'failed';
    default:
      return openStatus(state);
  }
}

function errorOf(description: WorkflowExecutionDescription, folded: Folded): RunError | undefined {
  switch (description.status.name) {
    case 'TERMINATED':
      return { type: 'terminated', title: 'The run was terminated from outside', retryable: false };
    case 'TIMED_OUT':
      return { type: 'run-timeout', title: 'The run took longer than Temporal allowed it', retryable: false };
    case 'FAILED':
      return folded.failure;
    case 'CANCELLED':
      return folded.state.result?.status === 'cancelled' ? folded.state.result.error : undefined;
    default:
      return undefined;
  }
}

/** Attempts of activities that are under way now, by operation. */
function attemptsNow(description: WorkflowExecutionDescription): ReadonlyMap<string, number> {
  const pending = description.raw.pendingActivities ?? [];
  return new Map(pending.map((activity) => [activity.activityId ?? '', activity.attempt ?? 1]));
}

function nodesOf(folded: Folded, now: ReadonlyMap<string, number>): readonly NodeView[] {
  const attempts = attemptsOfVisits([...folded.attempts, ...now]);
  const root = item(Object.values(folded.state.scopes), 0);
  return scopeNodes(folded, attempts, root, folded.input.plan.scope);
}

/** By visit: an agent's are those of its last call (`path#1/2.0`). */
function attemptsOfVisits(operations: readonly (readonly [string, number])[]): ReadonlyMap<string, number> {
  return new Map(operations.map(([op, count]) => [op.replace(/\/\d+\.\d+$/, ''), count]));
}

function scopeNodes(
  folded: Folded,
  attempts: ReadonlyMap<string, number>,
  scope: ScopeState,
  plan: ScopePlan,
): readonly NodeView[] {
  return plan.nodes.flatMap((node, index) =>
    nodeViews(folded, attempts, scope, node, item(scope.nodes, index)),
  );
}

/** The visits of a node, each followed by what is inside of it. */
function nodeViews(
  folded: Folded,
  attempts: ReadonlyMap<string, number>,
  scope: ScopeState,
  node: NodePlan,
  state: NodeState,
): readonly NodeView[] {
  const head = { path: scope.prefix + node.name, kind: node.kind, ...fixedTitle(node) };
  const views = state.visits.flatMap((record) => {
    const id = `${head.path}#${record.visit}`;
    const view = { ...head, ...operationOf(folded, attempts, node, id), ...recordView(record) };
    return [view, ...innerNodes(folded, attempts, node, id, record.child)];
  });
  if (state.current) {
    const id = `${head.path}#${state.current.number}`;
    views.push({
      ...head,
      ...operationOf(folded, attempts, node, id),
      ...currentView(state.current, node),
    });
    views.push(...innerNodes(folded, attempts, node, id, state.current.child));
  }
  return views.length > 0 ? views : [{ ...head, status: 'pending', visit: 0, attempts: 0 }];
}

/** The nodes of a block, and of a compensation that was begun for this visit. */
function innerNodes(
  folded: Folded,
  attempts: ReadonlyMap<string, number>,
  node: NodePlan,
  id: string,
  child: number | undefined,
): readonly NodeView[] {
  const { scopes } = folded.state;
  const block = child === undefined ? undefined : scopes[child];
  const inside = block && node.kind === 'do' ? scopeNodes(folded, attempts, block, node.scope) : [];
  const undo = Object.values(scopes).find(
    (scope) => scope.prefix === `${id}/` && scope.parent?.role === 'compensate',
  );
  return undo && node.compensate
    ? [...inside, ...scopeNodes(folded, attempts, undo, node.compensate)]
    : inside;
}

function recordView(record: VisitRecord): Omit<NodeView, 'path' | 'kind' | 'attempts'> {
  return {
    status: record.status,
    visit: record.visit,
    startedAt: iso(record.startedAt),
    endedAt: iso(record.endedAt),
    ...(record.status === 'failed' && { error: record.error }),
    ...(record.status === 'succeeded' && record.output !== undefined && { output: record.output }),
    ...(record.status === 'succeeded' && record.outcome !== undefined && { outcome: record.outcome }),
  };
}

function currentView(visit: NonNullable<NodeState['current']>, node: NodePlan) {
  const base = { visit: visit.number, startedAt: iso(visit.startedAt) };
  if (node.kind === 'human') return { ...base, status: 'waiting', waitingFor: 'human' } as const;
  if (node.kind === 'wait') return { ...base, status: 'waiting', waitingFor: 'timer' } as const;
  return { ...base, status: 'running' } as const;
}

/** A title with expressions is known where a call of the visit has carried it. */
function fixedTitle({ title }: NodePlan): { readonly title?: string } {
  return title && 'value' in title && typeof title.value === 'string' ? { title: title.value } : {};
}

function operationOf(folded: Folded, attempts: ReadonlyMap<string, number>, node: NodePlan, id: string) {
  const first = folded.calls.get(id) ?? folded.calls.get(`${id}/1.0`);
  if (!first) return { attempts: 0 };
  // The input of a call is a `Call` by the contract between the core and the activities.
  const input = inputOf(first.input as unknown as Call);
  return { attempts: attempts.get(id) ?? 1, ...(node.title && { title: first.title }), input };
}

function inputOf(call: Call): Json {
  switch (call.kind) {
    case 'run': {
      const { argv, env, stdin, cwd } = call;
      return { argv, env, ...(stdin !== undefined && { stdin }), ...(cwd !== undefined && { cwd }) };
    }
    case 'tool':
      return call.input;
    case 'turn': {
      const [first] = call.append;
      const { provider, name } = call.model;
      return {
        model: `${provider}/${name}`,
        ...(call.instructions !== undefined && { instructions: call.instructions }),
        prompt: first?.role === 'user' ? first.text : '',
      };
    }
  }
}

function requestsOf(plan: Plan, state: RunState): readonly RequestView[] {
  return Object.entries(state.requests).map(([id, request]) => {
    const node = humanAt(plan, state, request);
    return {
      id,
      node: id.slice(0, id.lastIndexOf('#')),
      prompt: request.prompt,
      ...(request.show !== undefined && { show: request.show }),
      ...(node.form !== undefined && { form: node.form }),
      outcomes: node.outcomes,
      assignees: request.assignees,
      openedAt: iso(request.openedAt),
      ...(request.deadline !== undefined && { deadline: iso(request.deadline) }),
    };
  });
}

function humanAt(
  plan: Plan,
  state: RunState,
  at: { readonly scope: number; readonly node: number },
): HumanNode {
  const node = nodePlan(openStep(plan, state, state.now), at);
  if (node.kind !== 'human') throw new Error(`${node.name} is no request`);
  return node;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

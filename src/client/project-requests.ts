/** What people, and clients that answer for a suspended handler, are asked. Owns what a request shows. */
import type { Call } from '../interpreter/call.ts';
import { doubtForm, doubtOutcomes } from '../interpreter/core/kinds/doubt.ts';
import type { RequestState } from '../interpreter/core/state.ts';
import { nodePlan, openStep } from '../interpreter/core/step.ts';
import type { JsonSchema } from '../interpreter/json.ts';
import type { NodePlan } from '../interpreter/plan.ts';
import type { Folded } from './fold.ts';
import type { RequestView } from './orchestrator.ts';
import { hidden, hideDetails } from './project-nodes.ts';

export function requestsOf({ plan, state }: Folded): readonly RequestView[] {
  const step = openStep(plan, state, state.now);
  return Object.entries(state.requests).map(([id, request]) => view(id, request, nodePlan(step, request)));
}

function view(id: string, request: RequestState, node: NodePlan): RequestView {
  const form = formOf(request, node);
  const { show, deadline, escalatedTo, suspended, doubt } = request;
  return {
    id,
    node: id.slice(0, id.lastIndexOf('#')),
    prompt: request.prompt,
    ...(show !== undefined && { show: node.sensitive ? hidden : show }),
    ...(form !== undefined && { form }),
    outcomes: outcomesOf(request, node),
    assignees: request.assignees,
    ...(node.kind === 'human' && node.notSubmitter && { notSubmitter: true }),
    openedAt: iso(request.openedAt),
    ...(deadline !== undefined && { deadline: iso(deadline) }),
    ...(node.kind === 'human' && node.quorum && { quorum: quorumOf(node.quorum, request) }),
    ...(request.reminders && { reminders: request.reminders.map(iso) }),
    ...(escalatedTo && { escalatedTo }),
    ...(suspended && {
      suspended: {
        status: suspended.status,
        ...(suspended.metadata !== undefined && { metadata: node.sensitive ? hidden : suspended.metadata }),
      },
    }),
    ...(doubt && { doubt: doubtOf(doubt, node) }),
  };
}

function outcomesOf({ doubt }: RequestState, node: NodePlan): readonly string[] {
  if (doubt) return Object.keys(doubtOutcomes);
  return node.kind === 'human' ? node.outcomes : [];
}

/** The key is what the other side may know the work by. */
function doubtOf(
  { error, call }: NonNullable<RequestState['doubt']>,
  node: NodePlan,
): NonNullable<RequestView['doubt']> {
  // The input of a call is a `Call` by the contract between the core and the activities.
  const { key } = call.input as unknown as Call;
  return { key, error: node.sensitive ? hideDetails(error) : error, outcomes: doubtOutcomes };
}

/** A handler's own, or else what its node has to give. */
function formOf({ suspended, doubt }: RequestState, node: NodePlan): JsonSchema | undefined {
  if (doubt) return doubtForm(node);
  if (node.kind === 'human') return node.form;
  if (suspended?.form !== undefined) return suspended.form;
  return node.kind === 'run' || node.kind === 'tool' ? node.returns : undefined;
}

function quorumOf(
  { count, of }: { readonly count: number; readonly of?: number },
  { votes = [] }: RequestState,
): NonNullable<RequestView['quorum']> {
  return {
    count,
    ...(of !== undefined && { of }),
    votes: votes.map(({ by, outcome }) => ({ by, ...(outcome !== undefined && { outcome }) })),
  };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

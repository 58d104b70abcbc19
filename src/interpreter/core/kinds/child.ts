/** `workflow`: a run of another definition. Owns what goes into it and what is made of its end. */
import type { RunError } from '../../errors.ts';
import type { Json } from '../../json.ts';
import type { WorkflowNode } from '../../plan.ts';
import { valueOf } from '../bindings.ts';
import { beginChild } from '../operations.ts';
import type { Ending, VisitRef } from '../state.ts';
import { type Step, visitId } from '../step.ts';
import { failed, returning, type Started } from './started.ts';

const defaultDepth = 16;

export function startWorkflow(step: Step, at: VisitRef, node: WorkflowNode): Started {
  const { depth: limit = defaultDepth } = step.plan.limits;
  if ((step.state.run.depth ?? 0) >= limit) return failed(tooDeep(limit));
  const input = valueOf(step, at, node.input);
  if (!input.ok) return failed(input.error);
  return beginChild(step, at, node, input.value ?? {}) ?? 'under-way';
}

function tooDeep(limit: number): RunError {
  return {
    type: 'depth',
    title: `Runs are nested more than ${limit} deep`,
    detail: 'Raise `limits.depth` if the recursion ends later.',
    retryable: false,
  };
}

export function endWorkflow(node: WorkflowNode, output: Json): Ending {
  return returning(node.detach ? undefined : node.returns, output, output);
}

/** The error is the child's; the place in it is kept as data. */
export function failWorkflow(step: Step, at: VisitRef, error: RunError): Ending {
  const { instance, ...rest } = error;
  const place = instance === undefined ? undefined : { instance };
  const data = rest.data === undefined ? place : { ...place, cause: rest.data };
  return failed({ ...rest, instance: visitId(step, at), ...(data && { data }) });
}

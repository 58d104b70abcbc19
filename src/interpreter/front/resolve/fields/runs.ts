/** Other definitions, and graphs that are made while the run goes on. Owns the way from their keys to the plan. */
import type { Allowed } from '../../../plan.ts';
import type { DocumentOf } from '../../document/kinds.ts';
import { defaultAllowed } from '../../limits.ts';
import type { NodeFields } from '../../model.ts';
import { retryPlan } from '../retry.ts';
import { type FieldContext, read } from './context.ts';

export function workflowFields(document: DocumentOf<'workflow'>, context: FieldContext): NodeFields {
  const { workflow, version, returns } = document;
  return {
    kind: 'workflow',
    workflow,
    ...(version !== undefined && { version }),
    input: read(document.input ?? {}, context, 'input'),
    detach: document.detach ?? false,
    ...(returns !== undefined && { returns }),
    retry: retryPlan(document.retry, undefined, false),
  };
}

/** A goal in words has been told with the shape: what makes a graph of it comes with the agents. */
export function planFields({ plan, input, allow }: DocumentOf<'plan'>, context: FieldContext): NodeFields {
  return {
    kind: 'plan',
    graph: typeof plan === 'string' ? { value: plan } : read(plan.graph, context, 'plan', 'graph'),
    ...(input !== undefined && { input: read(input, context, 'input') }),
    allow: allowed(allow, context),
  };
}

export function defineFields(document: DocumentOf<'define'>, context: FieldContext): NodeFields {
  const { input } = document;
  return {
    kind: 'define',
    definition: read(document.define, context, 'define'),
    ...(input !== undefined && { input: read(input, context, 'input') }),
    allow: allowed(document.allow, context),
    goOn: document.continue ?? true,
  };
}

/**
 * What is not bounded here has the bounds around; the rule `bounds` refuses wider ones. A sandbox that holds for this
 * definition holds for what is made in it.
 */
function allowed(allow: DocumentOf<'plan'>['allow'], { within, defaults }: FieldContext): Allowed {
  const strict = [allow, within, defaults].some((each) => each?.sandbox === 'strict');
  const kinds = allow?.kinds ?? within?.kinds;
  const tools = allow?.tools ?? within?.tools;
  return {
    ...(kinds && { kinds }),
    ...(tools && { tools }),
    nodes: allow?.nodes ?? Math.min(defaultAllowed.nodes, within?.nodes ?? Infinity),
    depth: allow?.depth ?? Math.min(defaultAllowed.depth, within?.depth ?? Infinity),
    ...(strict && { sandbox: 'strict' }),
  };
}

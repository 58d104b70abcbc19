/**
 * `plan` and `define`: graphs that are made while the run goes on. Owns what is asked of the checker and what is made of
 * its reply; the graph then runs as a scope with its own `input` and `vars`.
 */
import type { CompileReply } from '../../call.ts';
import type { Json } from '../../json.ts';
import type { DefineNode, PlanNode } from '../../plan.ts';
import { valueOf, valuesOf } from '../bindings.ts';
import { closeScope } from '../closing.ts';
import { beginCall, beginTimer, keyOf, ownRetry } from '../operations.ts';
import { enter, openFrame } from '../scopes.ts';
import type { VisitRef } from '../state.ts';
import { known, type Step, visitId } from '../step.ts';
import { failed, type Started } from './started.ts';

export function startMade(step: Step, at: VisitRef, node: PlanNode | DefineNode): Started {
  const source = valueOf(step, at, node.kind === 'plan' ? node.graph : node.definition);
  if (!source.ok) return failed(source.error);
  const input = node.input ? valueOf(step, at, node.input) : { ok: true as const, value: undefined };
  if (!input.ok) return failed(input.error);
  const op = `${visitId(step, at)}/compile`;
  const refused = beginCall(step, at, {
    op,
    activity: 'definition.compile',
    call: {
      kind: 'compile',
      key: keyOf(step, op),
      retry: ownRetry,
      source: source.value ?? null,
      define: node.kind === 'define',
      input: input.value ?? {},
      allow: node.allow,
    },
    retry: ownRetry,
    awaitStop: false,
  });
  return refused ?? 'under-way';
}

/** Goes on in the graph, or fails with what is wrong with it. */
export function goOnIn(step: Step, at: VisitRef, node: PlanNode | DefineNode, reply: CompileReply): Started {
  if (!reply.ok) return failed(faulty(reply.diagnostics));
  const { plan, input, name, version } = reply;
  if (node.kind === 'define' && !node.goOn) {
    return { status: 'succeeded', output: { name, ...(version !== undefined && { version }) } };
  }
  const scope = openFrame(step, at, plan.scope, input);
  const frame = known(step.state.frames[scope.id], 'frame');
  for (const entry of plan.vars) {
    const values = valuesOf(step, scope.id, [entry]);
    if (!values.ok) {
      closeScope(step, scope.id, { is: 'failed', error: values.error });
      return 'under-way';
    }
    frame.vars[entry[0]] = values.value[entry[0]] ?? null;
  }
  const { timeoutMs } = plan.limits;
  if (timeoutMs !== undefined && node.timeoutMs === undefined) beginTimer(step, at, 'timeout', timeoutMs);
  enter(step, scope);
  return 'under-way';
}

function faulty(diagnostics: Extract<CompileReply, { ok: false }>['diagnostics']) {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  return {
    type: 'definition',
    title: `The graph has ${errors.length} ${errors.length === 1 ? 'fault' : 'faults'}`,
    ...(first && { detail: `${first.code}: ${first.message}` }),
    // Diagnostics are JSON: they came as the reply of an activity.
    data: diagnostics as unknown as Json,
    retryable: false,
  };
}

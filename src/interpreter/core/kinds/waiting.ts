/**
 * Kinds that wait: `wait` for time, `human` for a person. Owns when they end; the judging of answers is `answer.ts`.
 */
import { parseDuration, parseInstant } from '../../duration.ts';
import type { RunError } from '../../errors.ts';
import type { Json } from '../../json.ts';
import type { Deadline, HumanNode, Template, WaitNode } from '../../plan.ts';
import { type Result, textOf, textsOf, valueOf } from '../bindings.ts';
import { beginTimer } from '../operations.ts';
import type { Ending, NodeRef } from '../state.ts';
import { type Step, visitId } from '../step.ts';
import { failed, type Started } from './started.ts';

export function startWait(step: Step, at: NodeRef, node: WaitNode): Started {
  const ms = span(step, at, node);
  if (!ms.ok) return failed(ms.error);
  if (ms.value <= 0) return { status: 'succeeded' };
  step.state.waits++;
  beginTimer(step, at, 'wait', ms.value);
  return 'under-way';
}

function span(step: Step, at: NodeRef, node: WaitNode): Result<number> {
  if ('until' in node.span) return untilMs(step, at, node.span.until);
  if (typeof node.span.for === 'number') return { ok: true, value: node.span.for };
  const text = textOf(step, at.scope, node.span.for);
  if (!text.ok) return text;
  const ms = parseDuration(text.value);
  return ms === undefined
    ? wrong(`\`${text.value}\` is no duration`, 'Write it like 30s, 10m, 2h or 7d.')
    : { ok: true, value: ms };
}

function untilMs(step: Step, at: NodeRef, until: Template): Result<number> {
  const text = textOf(step, at.scope, until);
  if (!text.ok) return text;
  const instant = parseInstant(text.value);
  return instant === undefined
    ? wrong(`\`${text.value}\` is no instant`, 'Write it like 2026-01-31T18:00:00Z.')
    : { ok: true, value: instant - step.state.now };
}

function wrong(title: string, detail: string): { readonly ok: false; readonly error: RunError } {
  return { ok: false, error: { type: 'expression', title, detail, retryable: false } };
}

/** Opens the request; its id is the visit's (settled 5). */
export function startHuman(step: Step, at: NodeRef, node: HumanNode): Started {
  const prompt = textOf(step, at.scope, node.prompt);
  if (!prompt.ok) return failed(prompt.error);
  const show = node.show ? valueOf(step, at.scope, node.show) : undefined;
  if (show && !show.ok) return failed(show.error);
  const assignees = textsOf(step, at.scope, node.assignees);
  if (!assignees.ok) return failed(assignees.error);
  const deadline = node.deadline ? deadlineMs(step, at, node.deadline) : undefined;
  if (deadline && !deadline.ok) return failed(deadline.error);
  step.state.requests[visitId(step, at)] = {
    ...at,
    openedAt: step.state.now,
    prompt: prompt.value,
    assignees: assignees.value,
    ...(show?.value !== undefined && { show: show.value }),
    ...(deadline && { deadline: step.state.now + Math.max(0, deadline.value) }),
  };
  if (deadline) beginTimer(step, at, 'deadline', Math.max(0, deadline.value));
  return 'under-way';
}

function deadlineMs(step: Step, at: NodeRef, deadline: Deadline): Result<number> {
  if (deadline.until) return untilMs(step, at, deadline.until);
  return { ok: true, value: deadline.after ?? 0 };
}

/** Nobody has answered in time: the default outcome, or the failure `deadline` (S24). */
export function missDeadline(step: Step, at: NodeRef, node: HumanNode): Ending {
  const { outcome, output } = node.deadline ?? {};
  closeRequest(step, at, { how: 'deadline', ...(outcome !== undefined && { outcome }) });
  if (outcome === undefined && output === undefined) {
    return failed({ type: 'deadline', title: 'Nobody answered before the deadline', retryable: false });
  }
  const value = output ? valueOf(step, at.scope, output) : { ok: true as const, value: null as Json };
  if (!value.ok) return failed(value.error);
  return { status: 'succeeded', output: value.value ?? null, ...(outcome !== undefined && { outcome }) };
}

export function closeRequest(
  step: Step,
  at: NodeRef,
  answer: {
    readonly how: 'answered' | 'deadline' | 'withdrawn';
    readonly outcome?: string;
    readonly key?: string;
    readonly print?: string;
  },
): void {
  const id = visitId(step, at);
  if (!step.state.requests[id]) return;
  delete step.state.requests[id];
  step.state.answers[id] = answer;
}

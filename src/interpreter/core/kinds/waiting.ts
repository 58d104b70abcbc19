/** `wait`: until a time has come. Owns the reading of durations and instants that are known at run time. */
import { parseDuration, parseInstant } from '../../duration.ts';
import type { RunError } from '../../errors.ts';
import type { Template, WaitNode } from '../../plan.ts';
import { type Result, textOf } from '../bindings.ts';
import { beginTimer } from '../operations.ts';
import type { VisitRef } from '../state.ts';
import type { Step } from '../step.ts';
import { failed, type Started } from './started.ts';

export function startWait(step: Step, at: VisitRef, node: WaitNode): Started {
  const ms = span(step, at, node);
  if (!ms.ok) return failed(ms.error);
  if (ms.value <= 0) return { status: 'succeeded' };
  step.state.waits++;
  beginTimer(step, at, 'wait', ms.value);
  return 'under-way';
}

function span(step: Step, at: VisitRef, node: WaitNode): Result<number> {
  if ('until' in node.span) return untilMs(step, at, node.span.until);
  if (typeof node.span.for === 'number') return { ok: true, value: node.span.for };
  const text = textOf(step, at, node.span.for);
  if (!text.ok) return text;
  const ms = parseDuration(text.value);
  return ms === undefined
    ? wrong(`\`${text.value}\` is no duration`, 'Write it like 30s, 10m, 2h or 7d.')
    : { ok: true, value: ms };
}

export function untilMs(step: Step, at: VisitRef, until: Template): Result<number> {
  const text = textOf(step, at, until);
  if (!text.ok) return text;
  const instant = parseInstant(text.value);
  return instant === undefined
    ? wrong(`\`${text.value}\` is no instant`, 'Write it like 2026-01-31T18:00:00Z.')
    : { ok: true, value: instant - step.state.now };
}

function wrong(title: string, detail: string): { readonly ok: false; readonly error: RunError } {
  return { ok: false, error: { type: 'expression', title, detail, retryable: false } };
}

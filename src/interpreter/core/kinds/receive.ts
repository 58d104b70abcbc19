/** `receive` and `emit`: events by name and key. Owns what a node makes of an event; the lists are `receivers.ts`. */
import type { Json } from '../../json.ts';
import type { EmitNode, ReceiveNode, Template } from '../../plan.ts';
import { type Result, textOf, valueOf } from '../bindings.ts';
import type { NamedEvent } from '../event.ts';
import { beginCall, keyOf, ownRetry } from '../operations.ts';
import { register, takeKept } from '../receivers.ts';
import type { Ending, Receiver, VisitRef } from '../state.ts';
import { type Step, visitId } from '../step.ts';
import { failed, returning, type Started } from './started.ts';

type Wants = Receiver['wants'];

export function startReceive(step: Step, at: VisitRef, node: ReceiveNode): Started {
  const wants = wantsOf(step, at, node.events);
  if (!wants.ok) return failed(wants.error);
  const kept = node.mode === 'buffered' ? takeKept(step, wants.value) : undefined;
  if (kept) return received(node, kept);
  const { scope, node: index, visit } = at;
  register(step, { scope, node: index, visit, wants: wants.value });
  return 'under-way';
}

export function wantsOf(
  step: Step,
  at: VisitRef,
  events: readonly { readonly event: string; readonly key?: Template }[],
): Result<Wants> {
  const wants: { name: string; key?: string }[] = [];
  for (const { event: name, key: template } of events) {
    const key = template && textOf(step, at, template);
    if (key && !key.ok) return key;
    wants.push({ name, ...(key && { key: key.value }) });
  }
  return { ok: true, value: wants };
}

export function received(node: ReceiveNode, { name, data = null }: NamedEvent): Ending {
  const ending = returning(node.returns, data, data);
  return node.any && ending.status === 'succeeded' ? { ...ending, outcome: name } : ending;
}

export function startEmit(step: Step, at: VisitRef, node: EmitNode): Started {
  const key = node.key && textOf(step, at, node.key);
  if (key && !key.ok) return failed(key.error);
  const data: Result<Json | undefined> = node.data
    ? valueOf(step, at, node.data)
    : { ok: true, value: undefined };
  if (!data.ok) return failed(data.error);
  const op = visitId(step, at);
  const event = {
    name: node.event,
    ...(key && { key: key.value }),
    ...(data.value !== undefined && { data: data.value }),
  };
  const refused = beginCall(step, at, {
    op,
    activity: 'event.emit',
    call: { kind: 'emit', key: keyOf(step, op), retry: ownRetry, event },
    retry: ownRetry,
    awaitStop: false,
  });
  return refused ?? 'under-way';
}

/** Events that are waited for and sent. Owns the way from the keys of `receive` and `emit` to the plan. */
import type { ReceiveNode } from '../../../plan.ts';
import type { DocumentOf } from '../../document/kinds.ts';
import type { NodeFields } from '../../model.ts';
import { type FieldContext, read } from './context.ts';

export function receiveFields(document: DocumentOf<'receive'>, context: FieldContext): NodeFields {
  const { receive, returns } = document;
  return {
    kind: 'receive',
    events: eventsOf(document, context),
    any: typeof receive !== 'string',
    mode: document.mode ?? 'buffered',
    ...(returns !== undefined && { returns }),
  };
}

/** The `key` of the node is that of every event without one of its own. */
function eventsOf({ receive, key }: DocumentOf<'receive'>, context: FieldContext): ReceiveNode['events'] {
  const shared = key === undefined ? {} : { key: read(key, context, 'key') };
  if (typeof receive === 'string') return [{ event: receive, ...shared }];
  return receive.any.map((awaited, index) => {
    if (typeof awaited === 'string') return { event: awaited, ...shared };
    const own = awaited.key;
    if (own === undefined) return { event: awaited.event, ...shared };
    return { event: awaited.event, key: read(own, context, 'receive', 'any', index, 'key') };
  });
}

export function emitFields({ emit, key, data }: DocumentOf<'emit'>, context: FieldContext): NodeFields {
  return {
    kind: 'emit',
    event: emit,
    ...(key !== undefined && { key: read(key, context, 'key') }),
    ...(data !== undefined && { data: read(data, context, 'data') }),
  };
}

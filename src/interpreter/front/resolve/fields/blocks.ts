/** Blocks that run many times (S14). Owns the way from the keys of `map` and `repeat` to the plan. */
import type { MapNode } from '../../../plan.ts';
import type { DocumentOf } from '../../document/kinds.ts';
import type { NodeFields } from '../../model.ts';
import { eventLocals, nameOf, turnLocals } from '../locals.ts';
import { reader, seeing } from '../reader.ts';
import { at, type FieldContext, read } from './context.ts';

export function mapFields(document: DocumentOf<'map'>, context: FieldContext): NodeFields {
  const { concurrency, shard, more } = document;
  return {
    kind: 'map',
    items: read(document.map, context, 'map'),
    as: nameOf(document),
    ...(concurrency !== undefined && { concurrency }),
    ...(shard !== undefined && { shard }),
    onItemError: document.onItemError ?? 'fail',
    ...(more && { more: moreOf(more, context) }),
  };
}

function moreOf(
  { receive, key, until }: NonNullable<DocumentOf<'map'>['more']>,
  context: FieldContext,
): NonNullable<MapNode['more']> {
  const { node, sight } = context;
  const withEvent = reader(seeing(sight, eventLocals), node.reads);
  return {
    event: receive,
    ...(key !== undefined && { key: read(key, context, 'more', 'key') }),
    ...(until !== undefined && { until: withEvent.condition(until, at(context, 'more', 'until')) }),
  };
}

export function repeatFields(document: DocumentOf<'repeat'>, context: FieldContext): NodeFields {
  const { node, sight } = context;
  const written = typeof document.repeat === 'number' ? { max: document.repeat } : document.repeat;
  const withTurn = reader(seeing(sight, turnLocals(node, document, sight.blocks)), node.reads);
  return {
    kind: 'repeat',
    ...(written.while !== undefined && {
      while: withTurn.condition(written.while, at(context, 'repeat', 'while')),
    }),
    ...(written.until !== undefined && {
      until: withTurn.condition(written.until, at(context, 'repeat', 'until')),
    }),
    max: written.max,
    onMax: written.onMax ?? 'fail',
    as: nameOf(document),
  };
}

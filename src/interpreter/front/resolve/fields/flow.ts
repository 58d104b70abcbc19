/** What only decides: variables, switches, waits, ends. Owns the way from their keys to the plan. */
import { isObject, type Json } from '../../../json.ts';
import type { Expression } from '../../../plan.ts';
import type { DocumentOf } from '../../document/kinds.ts';
import type { NodeFields } from '../../model.ts';
import { milliseconds } from '../retry.ts';
import { levelsTo, targetOf } from '../targets.ts';
import { at, type FieldContext, ownReader, read } from './context.ts';

export function setFields(document: DocumentOf<'set'>, context: FieldContext): NodeFields {
  const values = Object.entries(document.set).map(([name, value]) => {
    const added = addedTo(value);
    return added === undefined
      ? ({ name, how: 'replace', value: read(value, context, 'set', name) } as const)
      : ({ name, how: 'add', value: read(added, context, 'set', name, 'add') } as const);
  });
  return { kind: 'set', values };
}

/** `{ add: value }` appends; any other mapping is a value. */
function addedTo(value: Json): Json | undefined {
  return isObject(value) && Object.keys(value).length === 1 ? value.add : undefined;
}

export function switchFields(document: DocumentOf<'switch'>, context: FieldContext): NodeFields {
  const cases = Object.entries(document.switch).map(([outcome, condition]): [string, Expression | true] =>
    condition === true
      ? [outcome, true]
      : [outcome, ownReader(context).condition(condition, at(context, 'switch', outcome))],
  );
  return { kind: 'switch', cases };
}

export function waitFields(document: DocumentOf<'wait'>, context: FieldContext): NodeFields {
  const { wait } = document;
  if (typeof wait !== 'string')
    return { kind: 'wait', span: { until: read(wait.until, context, 'wait', 'until') } };
  const span = wait.includes('${') ? read(wait, context, 'wait') : milliseconds(wait);
  return { kind: 'wait', span: { for: span } };
}

export function endFields(document: DocumentOf<'end'>, context: FieldContext): NodeFields {
  const levels = levelsTo(context.node, document.scope);
  if (document.end === null) return { kind: 'end', levels };
  return { kind: 'end', output: read(document.end, context, 'end'), levels };
}

export function failFields(document: DocumentOf<'fail'>, context: FieldContext): NodeFields {
  const { type, title, detail, status } = document.fail;
  return {
    kind: 'fail',
    error: {
      type: read(type, context, 'fail', 'type'),
      title: read(title, context, 'fail', 'title'),
      ...(detail !== undefined && { detail: read(detail, context, 'fail', 'detail') }),
      ...(status !== undefined && { status }),
    },
    levels: levelsTo(context.node, document.scope),
  };
}

/** Names that are not there are told by the rule `cancel-targets`; the plan is not made then. */
export function cancelFields({ cancel, as }: DocumentOf<'cancel'>, context: FieldContext): NodeFields {
  const names = typeof cancel === 'string' ? [cancel] : cancel;
  const targets = names.flatMap((name) => targetOf(context.node, name) ?? []);
  return {
    kind: 'cancel',
    targets: targets.map(({ levels, node }) => ({ levels, node: node.index })),
    as: as ?? 'cancelled',
  };
}

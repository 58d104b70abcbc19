/** What a person is asked, by whom and until when (S24). Owns the way from the keys of `human` to the plan. */
import type { Deadline, Quorum } from '../../../plan.ts';
import type { DocumentOf } from '../../document/kinds.ts';
import type { NodeFields } from '../../model.ts';
import { milliseconds } from '../retry.ts';
import { type FieldContext, list, read } from './context.ts';

export function humanFields(document: DocumentOf<'human'>, context: FieldContext): NodeFields {
  const { show, form, deadline, quorum } = document;
  return {
    kind: 'human',
    prompt: read(document.human, context, 'human'),
    ...(show !== undefined && { show: read(show, context, 'show') }),
    outcomes: document.outcomes ?? [],
    ...(form !== undefined && { form }),
    assignees: list(document.assignees ?? [], context, 'assignees'),
    ...(document.notSubmitter === true && { notSubmitter: true }),
    ...(quorum !== undefined && { quorum: quorumOf(quorum) }),
    ...(deadline && { deadline: deadlineOf(deadline, context) }),
  };
}

function quorumOf(quorum: NonNullable<DocumentOf<'human'>['quorum']>): Quorum {
  if (typeof quorum === 'number') return { count: quorum };
  const { count, of, otherwise } = quorum;
  return { count, ...(of !== undefined && { of }), ...(otherwise !== undefined && { otherwise }) };
}

type Written = NonNullable<DocumentOf<'human'>['deadline']>;

function deadlineOf(deadline: Written, context: FieldContext): Deadline {
  const { after, until, outcome, output, remind, escalate } = deadline;
  return {
    ...(after !== undefined && { after: milliseconds(after) }),
    ...(until !== undefined && { until: read(until, context, 'deadline', 'until') }),
    ...(outcome !== undefined && { outcome }),
    ...(output !== undefined && { output: read(output, context, 'deadline', 'output') }),
    ...(remind !== undefined && { remindMs: reminders(remind) }),
    ...(escalate && { escalate: escalations(escalate, context) }),
  };
}

function reminders(remind: NonNullable<Written['remind']>): readonly number[] {
  const times = (typeof remind === 'string' ? [remind] : remind).map(milliseconds);
  return [...new Set(times)].sort((left, right) => left - right);
}

function escalations(escalate: NonNullable<Written['escalate']>, context: FieldContext) {
  if (!Array.isArray(escalate)) {
    const to = list(escalate.to, context, 'deadline', 'escalate', 'to');
    return [{ afterMs: milliseconds(escalate.after), to }];
  }
  return escalate.map(({ after, to }, index) => ({
    afterMs: milliseconds(after),
    to: list(to, context, 'deadline', 'escalate', index, 'to'),
  }));
}

/** A deadline says when, and what stands in for the answer then: a declared outcome, a value that fits the form (S24). */
import { parseDuration } from '../../duration.ts';
import { isObject, type Json } from '../../json.ts';
import { suggest } from '../../suggest.ts';
import type { DocumentOf } from '../document/kinds.ts';
import type { Report } from '../faults.ts';
import { literalFaults } from '../literal.ts';
import type { Path } from '../path.ts';
import { didYouMean, ofKind, type Rule } from './rule.ts';

type Human = DocumentOf<'human'>;
type Deadline = NonNullable<Human['deadline']>;

export const deadlines: Rule = ({ model }, report) => {
  for (const [node, document] of ofKind(model, 'human')) {
    if (document.deadline) check(document, document.deadline, [...node.path, 'deadline'], report);
  }
};

function check(human: Human, deadline: Deadline, path: Path, report: Report): void {
  const { after, until, outcome, output } = deadline;
  const outcomes = human.outcomes ?? [];
  if (after === undefined && until === undefined) {
    report(
      'OST204',
      { path, mark: 'key' },
      'The deadline does not say when.',
      'Add `after: 2d`, or `until:` with an instant.',
    );
  }
  if (after !== undefined && until !== undefined) {
    report(
      'OST213',
      { path: [...path, 'until'], mark: 'key' },
      'A deadline has `after` or `until`, not both.',
      'Leave one of them out.',
    );
  }
  if (outcome !== undefined && !outcomes.includes(outcome)) {
    const hint = didYouMean(suggest(outcome, outcomes)) ?? 'Declare it in `outcomes`.';
    report('OST302', { path: [...path, 'outcome'] }, `There is no outcome \`${outcome}\` here.`, hint);
  }
  if (outcome === undefined && output !== undefined && outcomes.length > 0) {
    const hint = `Add \`outcome:\` with one of ${outcomes.join(', ')}.`;
    report(
      'OST213',
      { path, mark: 'key' },
      'The answer needs an outcome, and the deadline gives only an output.',
      hint,
    );
  }
  checkOutput(human, deadline, path, report);
  checkStages(deadline, path, report);
}

/** Reminders and escalations come before the deadline. */
function checkStages({ after, remind, escalate }: Deadline, path: Path, report: Report): void {
  const end = after === undefined ? undefined : parseDuration(after);
  if (end === undefined) return;
  const late = (duration: string, at: Path): void => {
    if ((parseDuration(duration) ?? 0) < end) return;
    report(
      'OST213',
      { path: at },
      `After ${after} there is nothing left to wait for.`,
      `Write less than ${after}.`,
    );
  };
  if (typeof remind === 'string') late(remind, [...path, 'remind']);
  else remind?.forEach((duration, index) => late(duration, [...path, 'remind', index]));
  if (Array.isArray(escalate))
    escalate.forEach((stage, index) => late(stage.after, [...path, 'escalate', index, 'after']));
  else if (escalate) late(escalate.after, [...path, 'escalate', 'after']);
}

function checkOutput(human: Human, deadline: Deadline, path: Path, report: Report): void {
  const { outcome, output } = deadline;
  if (human.quorum !== undefined) return checkAnswers(output, [...path, 'output'], report);
  const required = isObject(human.form) && Array.isArray(human.form.required) ? human.form.required : [];
  if (output === undefined && outcome !== undefined && required.length > 0) {
    const hint = `Add \`output: { ${required.join(': …, ')}: … }\`.`;
    report(
      'OST416',
      { path, mark: 'key' },
      `The form requires ${required.join(', ')}, which the deadline does not give.`,
      hint,
    );
  }
  if (output === undefined) return;
  for (const fault of literalFaults(human.form, output, [...path, 'output'])) {
    report('OST416', { path: fault.path, mark: fault.mark }, fault.message, fault.hint);
  }
}

/** With a quorum the output is the list of answers, whatever the form. */
function checkAnswers(output: Json | undefined, path: Path, report: Report): void {
  if (output === undefined || typeof output === 'string' || Array.isArray(output)) return;
  report('OST416', { path }, 'With a `quorum` the output is a list of answers.', 'Write `output: []`.');
}

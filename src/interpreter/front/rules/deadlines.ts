/** A deadline says when, and what stands in for the answer then: a declared outcome, a value that fits the form (S24). */
import { isObject } from '../../json.ts';
import { suggest } from '../../suggest.ts';
import type { DocumentOf } from '../document/kinds.ts';
import type { Report } from '../faults.ts';
import { literalFaults } from '../literal.ts';
import type { Path } from '../path.ts';
import { didYouMean, ofKind, type Rule } from './rule.ts';

type Human = DocumentOf<'human'>;

export const deadlines: Rule = ({ model }, report) => {
  for (const [node, document] of ofKind(model, 'human')) {
    if (document.deadline) check(document, document.deadline, [...node.path, 'deadline'], report);
  }
};

function check(human: Human, deadline: NonNullable<Human['deadline']>, path: Path, report: Report): void {
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
}

function checkOutput(
  human: Human,
  deadline: NonNullable<Human['deadline']>,
  path: Path,
  report: Report,
): void {
  const { outcome, output } = deadline;
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

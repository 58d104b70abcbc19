/** Keys of one node that exclude each other. */
import { parseDuration } from '../../duration.ts';
import type { Retry } from '../document/keys.ts';
import type { Report } from '../faults.ts';
import type { EntryModel } from '../model.ts';
import type { Path } from '../path.ts';
import { ofKind, type Rule } from './rule.ts';

export const contradictions: Rule = ({ model }, report) => {
  for (const node of model.nodes) {
    for (const entry of node.entries) checkEntry(entry, report);
    const { document } = node;
    if ('retry' in document) checkRetry(document.retry, [...node.path, 'retry'], report);
  }
  checkRetry(model.document.defaults?.retry, ['defaults', 'retry'], report);
  for (const [node, { run, shell }] of ofKind(model, 'run'))
    checkShell(run, shell ?? false, [...node.path, 'run'], report);
  for (const [node, { outcomes }] of ofKind(model, 'human')) {
    const seen = new Set<string>();
    outcomes?.forEach((outcome, index) => {
      if (seen.size < seen.add(outcome).size) return;
      report(
        'OST213',
        { path: [...node.path, 'outcomes', index] },
        `\`${outcome}\` is listed twice.`,
        'Leave one out.',
      );
    });
  }
};

function checkEntry({ on, outcome, path }: EntryModel, report: Report): void {
  if (outcome === undefined || on.includes('success') || on.includes('exhausted')) return;
  const message = `Only a node that succeeded has the outcome \`${outcome}\`; \`on\` takes something else.`;
  report('OST213', { path: [...path, 'on'] }, message, 'Leave `on` or `outcome` out.');
}

function checkRetry(retry: Retry | undefined, path: Path, report: Report): void {
  if (typeof retry !== 'object' || retry.backoff === undefined || retry.max === undefined) return;
  if ((parseDuration(retry.max) ?? 0) >= (parseDuration(retry.backoff) ?? 0)) return;
  report(
    'OST213',
    { path: [...path, 'max'] },
    'The longest pause is shorter than the first one.',
    'Make `max` at least `backoff`.',
  );
}

function checkShell(run: string | readonly string[], shell: boolean, path: Path, report: Report): void {
  if (shell && typeof run !== 'string' && run.length !== 1) {
    report(
      'OST213',
      { path },
      'With `shell: true` there is one text for the shell, not a list.',
      'Write `run: "command | command"`.',
    );
  }
  if (!shell && typeof run === 'string' && /\s/.test(run.trim())) {
    const hint = 'Write a list, `run: [program, argument]`, or add `shell: true`.';
    report('OST213', { path }, 'Without a shell this whole text is the name of one program.', hint);
  }
}

/** Keys of one node that exclude each other. */
import { parseDuration } from '../../duration.ts';
import type { Retry } from '../document/keys.ts';
import type { Report } from '../faults.ts';
import type { NodeDocument } from '../document/kinds.ts';
import { type EntryModel, isShielded, type NodeModel } from '../model.ts';
import type { Path } from '../path.ts';
import { ofKind, type Rule } from './rule.ts';

type EntryJoin = Exclude<NodeDocument, { kind: 'broken' }>['join'];

export const contradictions: Rule = ({ model }, report) => {
  for (const node of model.nodes) {
    for (const entry of [...node.entries, ...node.guards]) checkEntry(entry, report);
    const { document } = node;
    if (document.kind !== 'broken' && !isShielded(node.scope))
      checkRest(document.rest, document.join, node.path, report);
    if ('retry' in document) checkRetry(document.retry, [...node.path, 'retry'], report);
  }
  checkRetry(model.document.defaults?.retry, ['defaults', 'retry'], report);
  for (const [node, { run, shell }] of ofKind(model, 'run'))
    checkShell(run, shell ?? false, [...node.path, 'run'], report);
  for (const [node, { outcomes }] of ofKind(model, 'human')) {
    checkTwice(outcomes ?? [], [...node.path, 'outcomes'], report);
  }
  for (const [node, { receive }] of ofKind(model, 'receive')) {
    if (typeof receive !== 'string') checkTwice(node.outcomes, [...node.path, 'receive', 'any'], report);
  }
  for (const [node, { lane, queue }] of ofKind(model, 'tool'))
    if (lane === 'local') checkLocal(node, queue, report);
  for (const [node, { detach, returns }] of ofKind(model, 'workflow')) {
    if (detach !== true || returns === undefined) continue;
    const message = 'What is not waited for returns nothing but its run id.';
    const hint = 'Leave `returns` or `detach` out.';
    report('OST213', { path: [...node.path, 'returns'], mark: 'key' }, message, hint);
  }
};

function checkLocal({ path, texts }: NodeModel, queue: string | undefined, report: Report): void {
  const at = { path: [...path, 'lane'], mark: 'key' } as const;
  const hint = 'Leave `lane` out.';
  if (texts.fields?.kind === 'tool' && texts.fields.effect === 'once')
    report(
      'OST213',
      at,
      'What must be done once is nothing for the local lane: it may run twice there.',
      hint,
    );
  if (queue !== undefined)
    report(
      'OST213',
      at,
      'In the local lane the worker that has the run does it, not those of `queue`.',
      hint,
    );
}

function checkTwice(names: readonly string[], path: Path, report: Report): void {
  const seen = new Set<string>();
  names.forEach((name, index) => {
    if (seen.size < seen.add(name).size) return;
    report('OST213', { path: [...path, index] }, `\`${name}\` is listed twice.`, 'Leave one out.');
  });
}

/** What is about the rest needs a join that fires before all edges are there (S10). */
function checkRest(rest: string | undefined, join: EntryJoin, path: Path, report: Report): void {
  if (rest === undefined || join === 'any' || typeof join === 'object') return;
  const message = `\`rest\` is about what comes after the join has fired, and ${join ? `\`join: ${join}\`` : 'this one'} waits for all.`;
  const hint = 'Add `join: any`, `{ count: n }` or `{ when: … }`; of a block the rest stands in `complete`.';
  report('OST213', { path: [...path, 'rest'], mark: 'key' }, message, hint);
}

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

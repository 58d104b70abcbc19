/**
 * `compensate` and `finally` hold one node on its own: it has no edges, decides nothing, and reads other nodes only
 * optionally (S16).
 */
import { isShielded, type NodeModel, readsOf, type ScopeModel, shieldAround } from '../model.ts';
import type { Report } from '../faults.ts';
import { type Rule } from './rule.ts';

export const undoing: Rule = ({ model }, report) => {
  for (const node of model.nodes) {
    if (isShielded(node.scope)) alone(node, report);
    const shield = shieldAround(node.scope);
    if (shield) readsGently(node, shield, report);
  }
};

/** Kinds that change the way of a run, and do nothing. */
const deciding: ReadonlySet<string> = new Set(['end', 'fail', 'switch', 'cancel']);

function alone({ document, path, name }: NodeModel, report: Report): void {
  if (deciding.has(document.kind)) {
    const message = `\`${document.kind}\` undoes nothing.`;
    report(
      'OST213',
      { path: [...path, document.kind], mark: 'key' },
      message,
      'Undo with `run`, `tool`, `agent`, or a block of these.',
    );
    return;
  }
  for (const key of ['after', 'unless', 'join', 'rest', 'compensate'] as const) {
    if (!(key in document)) continue;
    const what = name === 'finally' ? 'What tidies up' : 'What undoes a node';
    report('OST213', { path: [...path, key], mark: 'key' }, `${what} has no \`${key}\`.`, 'Leave it out.');
  }
}

function readsGently(node: NodeModel, shield: ScopeModel, report: Report): void {
  const undone = shield.role === 'compensate' ? shield.owner : undefined;
  for (const read of readsOf(node)) {
    if (!read.node || read.optional || read.node === undone) continue;
    // Inside of the undoing itself everything runs as usual.
    if (shieldAround(read.node.scope) === shield) continue;
    const when = undone ? 'when this is undone' : 'at the end';
    const message = `\`${read.name}\` may not have run ${when}.`;
    const hint = `Read it optionally: \`nodes.?${read.name}…\`.`;
    report('OST313', { path: read.path, mark: read }, message, hint);
  }
}

/** `compensate` is one node on its own: it has no edges, decides nothing, and reads other nodes only optionally (S16). */
import { type NodeModel, type Read, type ScopeModel, scopesAround } from '../model.ts';
import type { Report } from '../faults.ts';
import { type Rule } from './rule.ts';

export const undoing: Rule = ({ model }, report) => {
  for (const node of model.nodes) {
    if (node.scope.role === 'compensate') alone(node, report);
    const undone = undoneNode(node.scope);
    if (undone) readsGently(node, undone, report);
  }
};

function alone({ document, path }: NodeModel, report: Report): void {
  if (document.kind === 'end' || document.kind === 'fail' || document.kind === 'switch') {
    const message = `\`${document.kind}\` undoes nothing.`;
    report(
      'OST213',
      { path: [...path, document.kind], mark: 'key' },
      message,
      'Undo with `run`, `tool`, `agent`, or a block of these.',
    );
    return;
  }
  for (const key of ['after', 'join', 'compensate'] as const) {
    if (!(key in document)) continue;
    report(
      'OST213',
      { path: [...path, key], mark: 'key' },
      `What undoes a node has no \`${key}\`.`,
      'Leave it out.',
    );
  }
}

/** The node that is undone by what stands in the scope, if it is an undoing. */
function undoneNode(scope: ScopeModel): NodeModel | undefined {
  for (const at of scopesAround(scope)) if (at.role === 'compensate') return at.owner;
  return undefined;
}

function readsGently(node: NodeModel, undone: NodeModel, report: Report): void {
  const reads = [
    ...node.reads,
    ...node.entries.flatMap((entry) => entry.whenReads),
    ...(node.inner?.outputReads ?? []),
  ];
  for (const read of reads) {
    if (!read.node || read.optional || read.node === undone || isInside(read.node, undone)) continue;
    tell(read, read.node.name, report);
  }
}

/** Inside of the undoing itself everything runs as usual. */
function isInside(node: NodeModel, undone: NodeModel): boolean {
  return undoneNode(node.scope) === undone;
}

function tell(read: Read, name: string, report: Report): void {
  const message = `\`${name}\` may not have run when this is undone.`;
  report('OST313', { path: read.path, mark: read }, message, `Read it optionally: \`nodes.?${name}…\`.`);
}

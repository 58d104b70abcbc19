/**
 * Inside of a block that holds locks, further ones are written out and come later in the order of names (S23): else two
 * such blocks could wait for each other for ever.
 */
import { type NodeModel, scopesAround } from '../model.ts';
import type { Report } from '../faults.ts';
import type { Template } from '../../plan.ts';
import type { Rule } from './rule.ts';

export const lockOrder: Rule = ({ model }, report) => {
  for (const node of model.nodes) {
    const { lock } = node.texts;
    if (!lock) continue;
    for (const block of blocksAround(node)) {
      const held = block.texts.lock;
      if (held) check(node, lock.names, block, held.names, report);
    }
  }
};

/** Blocks that are under way while the node is: not the node that an undoing is for, which has ended. */
function blocksAround({ scope }: NodeModel): ReadonlySet<NodeModel> {
  const blocks = new Set<NodeModel>();
  for (const { role, owner } of scopesAround(scope)) if (owner && role !== 'compensate') blocks.add(owner);
  return blocks;
}

function check(
  node: NodeModel,
  wanted: readonly Template[],
  block: NodeModel,
  held: readonly Template[],
  report: Report,
): void {
  const names = wanted.map(literal);
  const around = held.map(literal);
  if (
    names.every((name) => name !== undefined && around.every((other) => other !== undefined && other < name))
  )
    return;
  const known = around.every((name) => name !== undefined);
  const message = `\`${block.name}\` holds ${known ? around.join(', ') : 'a lock'} while this waits for another one.`;
  const hint = known
    ? `Write a name that comes after ${[...around].sort().at(-1)} in the alphabet, or take all locks at \`${block.name}\`.`
    : `Take all locks at \`${block.name}\`.`;
  report('OST315', { path: [...node.path, 'lock'] }, message, hint);
}

/** Nothing for a name that is known only when the run is there. */
function literal(name: Template): string | undefined {
  return 'value' in name && typeof name.value === 'string' ? name.value : undefined;
}

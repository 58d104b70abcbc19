/**
 * Which node a name means, seen from a scope (S1), and why a name means none. Owns visibility.
 */
import { suggest } from '../../suggest.ts';
import type { Code } from '../codes.ts';
import type { Hint } from '../faults.ts';
import { isShielded, type NodeModel, type ScopeModel, scopesAround } from '../model.ts';

/** Own nodes and those of the scopes around, but not the blocks in which the scope lies. */
export function visibleNode(scope: ScopeModel, name: string): NodeModel | undefined {
  let inside: NodeModel | undefined;
  for (const at of scopesAround(scope)) {
    const node = isShielded(at) ? undefined : at.byName.get(name);
    if (node && node !== inside) return node;
    // What undoes a node may read it; what stands in a block may not read the block.
    inside = at.role === 'compensate' ? undefined : at.owner;
  }
  return undefined;
}

export interface NameFault {
  readonly code: Code;
  readonly message: string;
  readonly hint: Hint;
}

/** @param everywhere all nodes of the definition by name */
export function unknownNode(
  scope: ScopeModel,
  name: string,
  everywhere: ReadonlyMap<string, NodeModel>,
): NameFault {
  for (const at of scopesAround(scope)) {
    if (at.role !== 'compensate' && at.owner?.name === name) return around(name);
  }
  const elsewhere = everywhere.get(name);
  if (elsewhere && elsewhere.scope.owner) return insideBlock(elsewhere, elsewhere.scope.owner);
  return { code: 'OST301', message: `There is no node \`${name}\`.`, hint: () => nearestNode(scope, name) };
}

const namesShown = 12;

function nearestNode(scope: ScopeModel, name: string): string {
  const names = [...scopesAround(scope)].flatMap((at) => (isShielded(at) ? [] : [...at.byName.keys()]));
  const near = suggest(name, names);
  if (near !== undefined) return `Did you mean \`${near}\`?`;
  const more = names.length > namesShown ? ' …' : '';
  return `The nodes here are ${names.slice(0, namesShown).join(', ')}${more}.`;
}

function around(name: string): NameFault {
  return {
    code: 'OST306',
    message: `\`${name}\` is the block in which this stands; it has no output before its end.`,
    hint: 'Read the nodes of the block instead.',
  };
}

function insideBlock(node: NodeModel, block: NodeModel): NameFault {
  return {
    code: 'OST306',
    message: `\`${node.name}\` stands inside of \`${block.name}\` and is not seen from here.`,
    hint: `Read the block: \`nodes.${block.name}.output\`; its \`output\` can be \`\${ nodes.${node.name}.output }\`.`,
  };
}

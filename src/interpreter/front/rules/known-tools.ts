/** Every tool that a node calls, chooses among, gives to an agent, or allows is in the catalogue. */
import { suggest } from '../../suggest.ts';
import type { NodeModel } from '../model.ts';
import type { Path } from '../path.ts';
import { isChosen } from '../resolve/fields/work.ts';
import { didYouMean, type Rule } from './rule.ts';

export const knownTools: Rule = ({ model }, report) => {
  const known = model.catalogue.tools.map((tool) => tool.name);
  const names = new Set(known);
  const check = ({ name, path }: NamedTool): void => {
    if (names.has(name)) return;
    const hint = (): string =>
      didYouMean(suggest(name, known)) ?? `The workers offer ${known.join(', ') || 'no tools'}.`;
    report('OST412', { path }, `There is no tool \`${name}\`.`, hint);
  };
  for (const node of model.nodes) for (const tool of [...toolsOf(node), ...allowedBy(node)]) check(tool);
};

export interface NamedTool {
  readonly name: string;
  readonly path: Path;
}

/** The tools that a node may use. */
export function toolsOf({ document, path }: NodeModel): readonly NamedTool[] {
  if (document.kind === 'agent') return named(document.tools, [...path, 'tools']);
  if (document.kind !== 'tool') return [];
  if (isChosen(document.tool)) return named(document.tools, [...path, 'tools']);
  return [{ name: document.tool, path: [...path, 'tool'] }];
}

/** The tools of the graphs that a node runs. */
function allowedBy({ document, path }: NodeModel): readonly NamedTool[] {
  if (document.kind !== 'plan' && document.kind !== 'define') return [];
  return named(document.allow?.tools, [...path, 'allow', 'tools']);
}

function named(tools: readonly string[] | undefined, path: Path): readonly NamedTool[] {
  return (tools ?? []).map((name, index) => ({ name, path: [...path, index] }));
}

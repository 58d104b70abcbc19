/** Every tool that a node calls, or gives to an agent, is in the catalogue. */
import { suggest } from '../../suggest.ts';
import type { Path } from '../path.ts';
import { didYouMean, ofKind, type Rule } from './rule.ts';

export const knownTools: Rule = ({ model }, report) => {
  const known = model.catalogue.tools.map((tool) => tool.name);
  const check = (name: string, path: Path): void => {
    if (known.includes(name)) return;
    const hint = didYouMean(suggest(name, known)) ?? `The workers offer ${known.join(', ') || 'no tools'}.`;
    report('OST412', { path }, `There is no tool \`${name}\`.`, hint);
  };
  for (const [node, { tool }] of ofKind(model, 'tool')) check(tool, [...node.path, 'tool']);
  for (const [node, { tools }] of ofKind(model, 'agent')) {
    tools?.forEach((name, index) => check(name, [...node.path, 'tools', index]));
  }
};

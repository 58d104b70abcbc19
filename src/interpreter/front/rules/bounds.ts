/**
 * A graph that is made while a run goes on stays within the bounds of the node that runs it: so many nodes, so deep,
 * of these kinds, with these tools. What it makes in turn gets no wider ones.
 */
import type { Allowed } from '../../plan.ts';
import { suggest } from '../../suggest.ts';
import { kinds } from '../document/kinds.ts';
import type { Report } from '../faults.ts';
import { type NodeModel, scopesAround } from '../model.ts';
import type { Path } from '../path.ts';
import { toolsOf } from './known-tools.ts';
import { didYouMean, type Rule } from './rule.ts';

export const bounds: Rule = ({ model }, report) => {
  for (const node of model.nodes) checkWords(node, report);
  const { within } = model;
  if (!within) return;
  if (model.nodes.length > within.nodes) {
    const message = `There are ${model.nodes.length} nodes; at most ${within.nodes} are allowed here.`;
    report('OST509', { path: ['nodes'], mark: 'key' }, message, 'Make a smaller graph.');
  }
  for (const node of model.nodes) checkNode(node, within, report);
};

/** Kinds that `allow` names are kinds. */
function checkWords({ document, path }: NodeModel, report: Report): void {
  if (document.kind !== 'plan' && document.kind !== 'define') return;
  document.allow?.kinds?.forEach((kind, index) => {
    if (kinds.some((known) => known === kind)) return;
    const hint = didYouMean(suggest(kind, kinds)) ?? `The kinds are ${kinds.join(', ')}.`;
    report('OST211', { path: [...path, 'allow', 'kinds', index] }, `\`${kind}\` is no kind of node.`, hint);
  });
}

function checkNode(node: NodeModel, within: Allowed, report: Report): void {
  const { document, path } = node;
  if (document.kind === 'broken') return;
  if (within.kinds && !within.kinds.includes(document.kind)) {
    const message = `A node of the kind \`${document.kind}\` is not allowed here.`;
    const place = { path: [...path, document.kind], mark: 'key' } as const;
    report('OST509', place, message, `Allowed are ${within.kinds.join(', ')}.`);
  }
  for (const { name, path } of toolsOf(node)) checkTool(name, path, within, report);
  checkDepth(node, within, report);
  if (document.kind === 'plan' || document.kind === 'define')
    checkInner(document.allow, node, within, report);
}

function checkTool(name: string, path: Path, { tools }: Allowed, report: Report): void {
  if (!tools || tools.includes(name)) return;
  const hint = tools.length === 0 ? 'No tools are allowed.' : `Allowed are ${tools.join(', ')}.`;
  report('OST509', { path }, `The tool \`${name}\` is not allowed here.`, hint);
}

/** Told once, at the outermost block that is too deep. */
function checkDepth({ inner, path }: NodeModel, { depth }: Allowed, report: Report): void {
  if (!inner) return;
  const deep = [...scopesAround(inner)].length;
  if (deep !== depth + 1) return;
  const message = `Nodes stand ${deep} levels deep here; at most ${depth} are allowed.`;
  report('OST509', { path, mark: 'key' }, message, 'Put the nodes of the block beside it.');
}

type Written = Extract<NodeModel['document'], { kind: 'plan' }>['allow'];

function checkInner(allow: Written, { path }: NodeModel, within: Allowed, report: Report): void {
  const tell = (key: string, message: string, hint: string): void =>
    report('OST509', { path: [...path, 'allow', key] }, message, hint);
  for (const key of ['nodes', 'depth'] as const) {
    const wanted = allow?.[key];
    if (wanted !== undefined && wanted > within[key])
      tell(key, `\`${key}\` is wider than what is allowed here.`, `At most ${within[key]}.`);
  }
  for (const key of ['kinds', 'tools'] as const) {
    const outer = within[key];
    const wider = outer && allow?.[key]?.find((word) => !outer.includes(word));
    if (wider !== undefined)
      tell(key, `\`${wider}\` is not allowed here, and cannot be allowed further inside.`, 'Leave it out.');
  }
}

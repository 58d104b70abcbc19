/**
 * A strict reference to a node that may be skipped (S5, settled 19): a fault in an output and in an edge's `when`, and
 * where it would silently kill a merge or stands where it may not be evaluated; else a warning. What runs only together
 * with the node it reads is fine.
 */
import type { Report } from '../faults.ts';
import { withdrawing, withdrawsRest } from '../graph/cancels.ts';
import { type Chances, chances } from '../graph/chances.ts';
import type { Chance } from '../graph/choices.ts';
import { needsOf, type NodeRead, type ScopeGraph } from '../graph/link.ts';
import type { EntryModel, NodeModel, Read } from '../model.ts';
import { cancelTargets } from '../resolve/targets.ts';
import type { Rule } from './rule.ts';

export const mayBeSkipped: Rule = ({ model, graphs }, report) => {
  const targets = cancelTargets(model.nodes.filter(givesNothing));
  for (const graph of graphs.values()) checkScope(graph, targets, report);
};

/** Of what is completed with what it has, there is an output. */
function givesNothing({ document }: NodeModel): boolean {
  return document.kind === 'cancel' && document.as !== 'succeeded';
}

function checkScope(graph: ScopeGraph, targets: ReadonlySet<NodeModel>, report: Report): void {
  const { scope, reads } = graph;
  const strict = reads.filter(({ read }) => isStrict(read));
  const outputs = scope.outputReads.filter((read) => isStrict(read) && read.node?.scope === scope);
  const entries = scope.nodes.flatMap((node) =>
    [...node.entries, ...node.guards].filter((entry) => entry.whenReads.some(isStrict)),
  );
  if (strict.length + outputs.length + entries.length === 0) return;
  const all = chances(graph);
  for (const each of strict) checkReader(each, all, report);
  const withdrawn = withdrawable(graph, targets);
  for (const read of outputs) {
    if (!read.node) continue;
    if (!follows(all.choices.always, read.node, all)) tell(read, 'An output cannot wait for it.', report);
    else if (withdrawn.has(read.node)) tell(read, 'It may be stopped before its end.', report);
  }
  for (const entry of entries) checkEntry(entry, all, report);
}

/** What a `cancel` names, or a join that has fired leaves behind. */
function withdrawable(
  graph: ScopeGraph,
  targets: ReadonlySet<NodeModel>,
): ReadonlySet<NodeModel | undefined> {
  const { nodes } = graph.scope;
  const joins = nodes.filter(withdrawsRest);
  if (joins.length === 0) return targets;
  const { of } = withdrawing(graph);
  const left = joins.flatMap(({ index }) => of(index)).map((index) => nodes[index]);
  return new Set([...targets, ...left]);
}

function isStrict(read: Read): boolean {
  return !read.optional && read.root === 'nodes' && needsOf(read.field) === 'success';
}

/** Whether `node` runs whenever the condition holds. What cannot be told is not blamed. */
function follows(condition: Chance, node: NodeModel, { choices, runs }: Chances): boolean {
  const skipped = choices.and([condition, choices.not(runs[node.index])]);
  return skipped === undefined || skipped === choices.never;
}

function checkReader({ reader, source, read }: NodeRead, all: Chances, report: Report): void {
  if (follows(all.joins[reader.index], source, all)) return;
  const forward = reader.entries.filter((entry) => entry.again === undefined);
  const { document } = reader;
  const merges = forward.length > 1 && document.kind !== 'broken' && document.join !== 'all';
  if (read.guarded) return tell(read, `\`${reader.name}\` would then be skipped without reading it.`, report);
  if (merges)
    return tell(read, `\`${reader.name}\`, where several ways meet, would be skipped with it.`, report);
  const message = `\`${source.name}\` may be skipped, and \`${reader.name}\` is then skipped too.`;
  report('OST604', { path: read.path, mark: read }, message, hintFor(read));
}

/** The source of the edge has run when its `when` is read; with which result, the entry tells. */
function checkEntry({ source, on, whenReads }: EntryModel, all: Chances, report: Report): void {
  const succeeded = on.every((cause) => cause === 'success' || cause === 'exhausted');
  for (const read of whenReads.filter(isStrict)) {
    if (!read.node || read.node.scope !== source.scope) continue;
    const known = read.node === source ? succeeded : follows(all.runs[source.index], read.node, all);
    if (!known) tell(read, 'The condition of an edge cannot wait for it.', report);
  }
}

function tell(read: Read, consequence: string, report: Report): void {
  const message = `\`${read.name}\` may have nothing to give here. ${consequence}`;
  report('OST309', { path: read.path, mark: read }, message, hintFor(read));
}

function hintFor(read: Read): string {
  return `Read it optionally: \`nodes.?${read.name}.${read.field ?? 'output'}\`, with \`.orValue(…)\` for what stands in.`;
}

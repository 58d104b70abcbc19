/** `.error` is read by what handles the error: where an entry of the reader takes the failure (S5). */
import { needsOf, type NodeRead } from '../graph/link.ts';
import type { EntryModel, Read } from '../model.ts';
import { scopesOf } from '../model.ts';
import type { Report } from '../faults.ts';
import type { Rule } from './rule.ts';

export const errorHandled: Rule = ({ model, graphs }, report) => {
  for (const { scope, reads } of graphs.values()) {
    for (const each of reads) checkNode(each, report);
    for (const { entries, guards } of scope.nodes)
      for (const entry of [...entries, ...guards]) checkEntry(entry, report);
  }
  for (const scope of scopesOf(model)) {
    for (const read of scope.outputReads) if (isStrictError(read)) tell(read, report);
  }
};

function isStrictError(read: Read): boolean {
  return !read.optional && read.root === 'nodes' && needsOf(read.field) === 'error';
}

function checkNode({ reader, source, read }: NodeRead, report: Report): void {
  if (!isStrictError(read)) return;
  const handles = reader.entries.some((entry) => entry.source === source && entry.on.includes('error'));
  if (!handles) tell(read, report);
}

function checkEntry({ source, on, whenReads }: EntryModel, report: Report): void {
  for (const read of whenReads) {
    if (isStrictError(read) && !(read.node === source && on.includes('error'))) tell(read, report);
  }
}

function tell(read: Read, report: Report): void {
  const message = `\`nodes.${read.name}.error\` is there only when \`${read.name}\` failed, and nothing here takes that.`;
  const hint = `Add \`after: { node: ${read.name}, on: error }\`, or read \`nodes.?${read.name}.error\`.`;
  report('OST310', { path: read.path, mark: read }, message, hint);
}

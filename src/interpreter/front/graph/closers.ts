/** Nodes that end their scope, so that nothing comes after them (S18). Owns which of their results still take an edge. */
import type { Cause } from '../../plan.ts';
import type { EntryModel, NodeModel } from '../model.ts';

/** `end` and `fail`: once one of them has done its work, nothing of its scope starts any more. */
export function closesScope({ document: { kind } }: NodeModel): boolean {
  return kind === 'end' || kind === 'fail';
}

/** The causes of an entry that can come to pass: what ends its scope can still be skipped, or fail to be evaluated. */
export function possibleCauses({ source, on }: EntryModel): readonly Cause[] {
  if (!closesScope(source)) return on;
  return on.filter((cause) => cause !== 'success' && (cause !== 'error' || mayBeUnreadable(source)));
}

/** An `end` reads the output of its scope. */
function mayBeUnreadable({ document, texts, entries, guards }: NodeModel): boolean {
  const conditions = [texts, ...entries, ...guards].some(({ when }) => when !== undefined);
  return document.kind === 'end' || conditions || JSON.stringify(document).includes('${');
}

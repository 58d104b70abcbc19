/**
 * The entries of `after` and `unless`: which node each one means and what takes it. Owns the three ways to write an entry (S7) and
 * the faults of their names.
 */
import type { Cause } from '../../plan.ts';
import { suggest } from '../../suggest.ts';
import type { After, AfterEntry, On, Unless } from '../document/keys.ts';
import type { Report } from '../faults.ts';
import type { EntryModel, NodeModel, Read } from '../model.ts';
import type { Path } from '../path.ts';
import { type NameFault, visibleNode } from './names.ts';
import type { Reader } from './reader.ts';

export interface EntryContext {
  readonly node: NodeModel;
  readonly report: Report;
  readonly unknown: (name: string) => NameFault;
  readonly readerInto: (reads: Read[]) => Reader;
}

/** Entries whose node or outcome is not there are told and left out. */
export function readEntries(
  key: 'after' | 'unless',
  written: After | Unless,
  context: EntryContext,
): EntryModel[] {
  const path = [...context.node.path, key];
  if (!Array.isArray(written)) return readEntry(written, path, context);
  return written.flatMap((entry, index) => readEntry(entry, [...path, index], context));
}

function readEntry(entry: string | AfterEntry, path: Path, context: EntryContext): EntryModel[] {
  const written = typeof entry === 'string' ? fromShort(entry) : entry;
  const at = (key: string): Path => (typeof entry === 'string' ? path : [...path, key]);
  const source = findSource(written.node, at('node'), context);
  if (!source) return [];
  if (written.outcome !== undefined && !hasOutcome(source, written.outcome, at('outcome'), context.report))
    return [];
  const whenReads: Read[] = [];
  const when =
    written.when === undefined
      ? undefined
      : context.readerInto(whenReads).condition(written.when, at('when'));
  const errors = errorsOf(written.on);
  const model: EntryModel = {
    path,
    source,
    on: causesOf(written.on),
    whenReads,
    ...(errors && { errors }),
    ...(written.outcome !== undefined && { outcome: written.outcome }),
    ...(when && { when }),
    ...(written.again !== undefined && { again: againOf(written.again) }),
  };
  return [model];
}

function againOf(again: NonNullable<AfterEntry['again']>): NonNullable<EntryModel['again']> {
  if (typeof again === 'number') return { max: again, finish: false };
  return { max: again.max, finish: again.running === 'finish' };
}

/** `node` or `node.outcome`. */
function fromShort(text: string): AfterEntry {
  const dot = text.indexOf('.');
  return dot === -1 ? { node: text } : { node: text.slice(0, dot), outcome: text.slice(dot + 1) };
}

function findSource(
  name: string,
  path: Path,
  { node, report, unknown }: EntryContext,
): NodeModel | undefined {
  const source = node.scope.byName.get(name);
  if (source) return source;
  if (visibleNode(node.scope, name)) {
    const outer = nameInOuter(node, name);
    const hint = outer && `Put it at the block: \`${outer.name}: { after: ${name}, … }\`.`;
    const message = `\`${name}\` stands outside of this block; entries name nodes of their own scope.`;
    report('OST307', { path }, message, hint);
  } else {
    const fault = unknown(name);
    report(fault.code, { path }, fault.message, fault.hint);
  }
  return undefined;
}

/** The block around the node that stands in one scope with a node of this name. */
function nameInOuter(node: NodeModel, name: string): NodeModel | undefined {
  for (let block = node.scope.owner; block; block = block.scope.owner) {
    if (block.scope.byName.has(name) && block.name !== name) return block;
  }
  return undefined;
}

function hasOutcome(source: NodeModel, outcome: string, path: Path, report: Report): boolean {
  if (source.outcomes.includes(outcome) || source.document.kind === 'broken') return true;
  if (source.outcomes.length === 0) {
    const message = `\`${source.name}\` has no outcomes, so there is no \`${outcome}\`.`;
    report(
      'OST302',
      { path },
      message,
      'Outcomes come from `switch`, from `human` with `outcomes`, and from `receive` with `any`.',
    );
    return false;
  }
  const hint = (): string => {
    const near = suggest(outcome, source.outcomes);
    return near === undefined
      ? `Its outcomes are ${source.outcomes.join(', ')}.`
      : `Did you mean \`${near}\`?`;
  };
  report('OST302', { path }, `\`${source.name}\` has no outcome \`${outcome}\`.`, hint);
  return false;
}

const always: readonly Cause[] = ['success', 'error', 'skipped'];

function causesOf(on: On | undefined): readonly Cause[] {
  if (on === undefined) return ['success'];
  if (typeof on === 'string') return on === 'always' ? always : [on];
  if (!Array.isArray(on)) return ['error'];
  return [...new Set(on.flatMap((cause) => (cause === 'always' ? always : [cause])))];
}

function errorsOf(on: On | undefined): readonly string[] | undefined {
  return typeof on === 'object' && !Array.isArray(on) ? on.error : undefined;
}

/**
 * JSON → document: every key known, every value of the right shape. Owns the reading of nodes by their kind key, and
 * going on after a fault: what is wrong is told and left out, the rest is kept, so that all faults come at once.
 */
import type { z } from 'zod';
import { isObject, type Json, type JsonObject } from '../json.ts';
import type { Kind } from '../plan.ts';
import { suggest } from '../suggest.ts';
import { definition, type Document } from './document/definition.ts';
import {
  blockKeys,
  type BlockKind,
  kinds,
  type NodeDocument,
  type NodeDocuments,
  shapes,
} from './document/kinds.ts';
import { hintForWord } from './document/words.ts';
import type { Report } from './faults.ts';
import { tellIssues } from './issues.ts';
import type { Path } from './path.ts';

/** Nothing comes back when there is no mapping at the top or no node in it. */
export function readShape(value: Json, report: Report): Document | undefined {
  if (!isObject(value)) {
    const hint = 'Begin with `ostinato: 1`, `name:` and `nodes:`.';
    report(
      'OST106',
      { path: [] },
      value === null ? 'The definition is empty.' : 'A definition is a mapping.',
      hint,
    );
    return undefined;
  }
  const top = readObject(definition, definition.partial(), value, [], report);
  if (!isObject(value.nodes)) return undefined;
  const { finally: last, ...rest } = top ?? {};
  // Faulty keys have been told; what is missing is not read by the phases that run in spite of faults.
  const document = {
    ostinato: 1 as const,
    name: 'faulty',
    ...rest,
    nodes: readNodes(value.nodes, ['nodes'], report),
    ...readAlone('finally', last, [], report),
  };
  // A union of what was read whole and what was read in part; the compiler does not see that both are documents.
  return document as Document;
}

function readNodes(nodes: JsonObject, path: Path, report: Report): NodeDocuments {
  const read = Object.entries(nodes).map(
    ([name, node]) => [name, readNode(node, [...path, name], report)] as const,
  );
  if (read.length === 0) {
    report(
      'OST204',
      { path, mark: 'key' },
      'There is no node here.',
      'Write at least one: `first: { run: [./work.sh] }`.',
    );
  }
  return Object.fromEntries(read);
}

const broken: NodeDocument = { kind: 'broken' };

function readNode(value: Json, path: Path, report: Report): NodeDocument {
  if (!isObject(value)) {
    const hint = value === null ? 'Indent what belongs to it more than its name.' : kindsHint;
    report('OST201', { path }, 'A node is a mapping with a kind key.', hint);
    return broken;
  }
  const kind = kindOf(value, path, report);
  if (!kind) return broken;
  const read = readObject(shapes[kind], shapes[kind], value, path, report);
  if (!read) return broken;
  const { compensate, finally: last, ...rest } = read as JsonObject;
  const inner = blockKey(kind);
  const nodes = inner === undefined ? undefined : rest[inner];
  const node = {
    ...rest,
    kind,
    ...readAlone('compensate', compensate, path, report),
    ...readAlone('finally', last, path, report),
    ...(inner !== undefined && isObject(nodes) && { [inner]: readNodes(nodes, [...path, inner], report) }),
  };
  tellGoal(kind, read as JsonObject, path, report);
  // The shape of this kind has been checked just now; the compiler cannot follow it through the table.
  return node as unknown as NodeDocument;
}

function readAlone(key: 'compensate' | 'finally', value: Json | undefined, path: Path, report: Report) {
  return value === undefined ? {} : { [key]: readNode(value, [...path, key], report) };
}

/** Where the nodes of a block stand; nothing for the other kinds. */
function blockKey(kind: Kind): (typeof blockKeys)[BlockKind] | undefined {
  return kind === 'do' || kind === 'map' || kind === 'repeat' ? blockKeys[kind] : undefined;
}

/** A goal in words, of which a model makes the graph, is not of this version. */
function tellGoal(kind: Kind, { plan }: JsonObject, path: Path, report: Report): void {
  if (kind !== 'plan' || typeof plan !== 'string') return;
  const message = 'A goal in words is part of the language but not of this version.';
  const hint = 'Give the graph itself: `plan: { graph: "${ nodes.make.output }" }`.';
  report('OST203', { path: [...path, 'plan'] }, message, hint);
}

const kindsHint = `The kinds are ${kinds.join(', ')}.`;

function kindOf(value: JsonObject, path: Path, report: Report): Kind | undefined {
  const found = kinds.filter((kind) => Object.hasOwn(value, kind));
  const [first, second] = found;
  if (first && second) {
    const message = `A node is of one kind, and here are ${found.map((kind) => `\`${kind}\``).join(' and ')}.`;
    report(
      'OST206',
      { path: [...path, second], mark: 'key' },
      message,
      found.includes('map') || found.includes('repeat')
        ? 'What is done each time stands inside: `nodes: { one: { run: [./work.sh] } }`.'
        : 'Make two nodes of it, one `after` the other.',
    );
    return undefined;
  }
  if (first) return first;
  report('OST205', { path, mark: 'key' }, 'This node has no kind.', kindHint(Object.keys(value)));
  return undefined;
}

function kindHint(keys: readonly string[]): string {
  for (const key of keys) {
    const hint = hintForWord(key);
    if (hint !== undefined) return hint;
    const near = suggest(key, kinds);
    if (near !== undefined) return `Did you mean \`${near}\` for \`${key}\`?`;
  }
  return kindsHint;
}

/** Tells what is wrong, and tries again without the keys that are. `rest` is the shape of what then must be there. */
function readObject<S extends z.ZodObject, R extends z.ZodObject>(
  shape: S,
  rest: R,
  value: JsonObject,
  path: Path,
  report: Report,
): z.infer<S> | z.infer<R> | undefined {
  const first = shape.safeParse(value);
  if (first.success) return first.data;
  tellIssues(first.error.issues, value, shape, path, report);
  const faulty = new Set(first.error.issues.flatMap((issue) => keysOf(issue)));
  const remaining = Object.fromEntries(Object.entries(value).filter(([key]) => !faulty.has(key)));
  const second = rest.safeParse(remaining);
  return second.success ? second.data : undefined;
}

function keysOf(issue: z.core.$ZodIssue): readonly string[] {
  if (issue.path.length > 0) return [String(issue.path[0])];
  return issue.code === 'unrecognized_keys' ? issue.keys : [];
}

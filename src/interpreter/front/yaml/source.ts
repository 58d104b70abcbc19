/**
 * The text of a definition together with its YAML tree: finds the place of a path, and of a piece of a text value.
 * Owns positions; reads no values and judges nothing.
 */
import type { Document, LineCounter, Node, YAMLMap } from 'yaml';
import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Span } from '../../expression/index.ts';
import type { Path } from '../path.ts';
import { offsetInSource, type ScalarStyle } from './align.ts';

export interface Source {
  /** Without a byte order mark. */
  readonly text: string;
  readonly lines: LineCounter;
  /** Absent when the text is too large or too deep to be read at all. */
  readonly document?: Document;
  /** From a path of the document to that in the text, where shorthands were written out. */
  readonly origin?: (path: Path) => Path;
}

/** What is marked: the key, the value, or a piece of the text value (in characters from its start). */
export type Mark = 'key' | 'value' | Span;

/** Offsets in the text of what stands at `path`, or of the nearest thing around it that there is. */
export function findSpan(source: Source, path: Path, mark: Mark): Span {
  let found: Pair = { value: rootOf(source) };
  for (const [index, part] of path.entries()) {
    const next = childOf(source, found.value, part);
    if (!next) return spanOf(source, found, index === 0 ? 'value' : 'key');
    found = next;
  }
  return spanOf(source, found, mark);
}

interface Pair {
  readonly key?: Node | undefined;
  readonly value?: Node | undefined;
}

function rootOf(source: Source): Node | undefined {
  return source.document?.contents ?? undefined;
}

function childOf(source: Source, parent: Node | undefined, part: string | number): Pair | undefined {
  const node = isAlias(parent) && source.document ? parent.resolve(source.document) : parent;
  if (isMap(node)) return pairsOf(node).get(String(part));
  if (isSeq(node) && typeof part === 'number') return { value: asNode(node.items[part]) };
  return undefined;
}

const indexes = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();

function pairsOf(map: YAMLMap): ReadonlyMap<string, Pair> {
  let index = indexes.get(map);
  if (!index) {
    index = new Map(
      map.items.map((pair) => [keyText(pair.key), { key: asNode(pair.key), value: asNode(pair.value) }]),
    );
    indexes.set(map, index);
  }
  return index;
}

/** A key as it is written: `1`, `true` and `on` are names, not values. */
export function keyText(key: unknown): string {
  if (!isScalar(key)) return '';
  return typeof key.value === 'string' ? key.value : (key.source ?? String(key.value));
}

function asNode(item: unknown): Node | undefined {
  // Parsed documents hold nodes and nothing else.
  return item === null || item === undefined ? undefined : (item as Node);
}

const nowhere: Span = { start: 0, end: 0 };

function spanOf(source: Source, found: Pair, mark: Mark): Span {
  const { key, value } = found;
  if (mark === 'key') return nodeSpan(key) ?? nodeSpan(value) ?? nowhere;
  if (mark === 'value') return nodeSpan(value) ?? nodeSpan(key) ?? nowhere;
  return pieceSpan(source, value, mark) ?? nodeSpan(value) ?? nowhere;
}

function nodeSpan(node: Node | undefined): Span | undefined {
  if (!node?.range) return undefined;
  const [start, end] = node.range;
  return { start, end };
}

function pieceSpan(source: Source, node: Node | undefined, piece: Span): Span | undefined {
  if (!isScalar(node) || typeof node.value !== 'string' || !node.range || !isStyle(node.type))
    return undefined;
  const [start, end] = node.range;
  const scalar = { style: node.type, value: node.value, start, end };
  const from = offsetInSource(source.text, scalar, piece.start);
  // The last character is where it is; the one behind it may stand on another line.
  const to = piece.end > piece.start ? offsetInSource(source.text, scalar, piece.end - 1) + 1 : from;
  return { start: from, end: Math.max(from, to) };
}

function isStyle(type: string | null | undefined): type is ScalarStyle {
  return type !== null && type !== undefined;
}

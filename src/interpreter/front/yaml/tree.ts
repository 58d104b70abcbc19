/**
 * The YAML tree as JSON, and what is wrong with it although it is YAML: the traps (language.md §4). Owns the reading
 * of values; what they mean is `document/`.
 *
 * T1. What is written is what is read: numbers are never rounded, keys keep their spelling.
 * T2. The work is bounded by the length of the text and `maxAliased`.
 */
import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, type Scalar, type YAMLMap } from 'yaml';
import type { Json } from '../../json.ts';
import type { Report } from '../faults.ts';
import { maxAliased } from '../limits.ts';
import type { Path } from '../path.ts';
import { keyText, type Source } from './source.ts';

interface Reading {
  readonly source: Source;
  readonly report: Report;
  /** Inside an alias: what is wrong there was told at the anchor. */
  readonly aliased: boolean;
  readonly budget: { left: number; told: boolean };
  /** As far as they have been read; a later one of the same name takes its place. */
  readonly anchors: Map<string, Node>;
  /** Anchored nodes around this one. */
  readonly open: ReadonlySet<Node>;
}

export function readTree(source: Source, report: Report): Json {
  const { document } = source;
  if (!document) return null;
  for (const { code, message, pos } of document.warnings) {
    const [start, end] = pos;
    if (code === 'TAG_RESOLVE_FAILED') tag(report, source.text.slice(start, end), { start, end });
    else report('OST101', { path: [], offsets: { start, end } }, message);
  }
  const budget = { left: maxAliased, told: false };
  return read(document.contents, [], {
    source,
    report,
    aliased: false,
    budget,
    anchors: new Map(),
    open: new Set(),
  });
}

function tag(report: Report, text: string, offsets: { start: number; end: number }): void {
  const hint = `Put quotes round it if you mean "not": "${text} …".`;
  report(
    'OST104',
    { path: [], offsets },
    `YAML reads \`${text}\` as a tag, which is no part of a definition.`,
    hint,
  );
}

function read(node: Node | null, path: Path, reading: Reading): Json {
  if (reading.aliased && reading.budget.left-- <= 0) return null;
  if (isAlias(node)) return readAlias(node, path, reading);
  if (!node?.anchor) return readNode(node, path, reading);
  if (!reading.aliased) reading.anchors.set(node.anchor, node);
  return readNode(node, path, { ...reading, open: new Set([...reading.open, node]) });
}

function readNode(node: Node | null, path: Path, reading: Reading): Json {
  if (isMap(node)) return readMap(node, path, reading);
  // Parsed documents hold nodes and nothing else.
  if (isSeq(node)) return node.items.map((item, index) => read(item as Node, [...path, index], reading));
  return isScalar(node) ? readScalar(node, path, reading) : null;
}

function readAlias(alias: Alias, path: Path, reading: Reading): Json {
  const { report, budget, anchors, open } = reading;
  const target = anchors.get(alias.source);
  if (!target || open.has(target)) {
    const problem = target
      ? 'This alias stands inside of what it repeats.'
      : `There is no anchor \`&${alias.source}\` before this alias.`;
    report('OST105', { path }, problem, 'Define the anchor first, or put quotes round the text.');
    return null;
  }
  const value = read(target, path, { ...reading, aliased: true });
  if (budget.left < 0 && !budget.told && !reading.aliased) {
    budget.told = true;
    const problem = `Aliases make more than ${maxAliased} values out of this text.`;
    report('OST506', { path }, problem, 'Write the values out, or use fewer aliases.');
  }
  return value;
}

function readMap(map: YAMLMap, path: Path, reading: Reading): Json {
  const entries = new Map<string, Json>();
  for (const { key, value } of map.items) {
    const name = readKey(key, path, reading);
    if (name === undefined) continue;
    const at = [...path, name];
    if (entries.has(name)) duplicate(name, key as Node, at, reading);
    // As above: nodes and nothing else.
    else entries.set(name, read(value as Node | null, at, reading));
  }
  return Object.fromEntries(entries);
}

function duplicate(name: string, key: Node, path: Path, { report, aliased }: Reading): void {
  if (aliased || !key.range) return;
  const [start, end] = key.range;
  report(
    'OST102',
    { path, offsets: { start, end } },
    `\`${name}\` is written twice here.`,
    'Keep one of the two, or rename it.',
  );
}

function readKey(key: unknown, path: Path, { report, source }: Reading): string | undefined {
  const scalar = isAlias(key) && source.document ? key.resolve(source.document) : key;
  if (!isScalar(scalar) || scalar.value === null) {
    // As above.
    const range = (key as Node | null)?.range;
    const place = range ? { path, offsets: { start: range[0], end: range[1] } } : { path };
    report(
      'OST108',
      place,
      'A key is a word or a text.',
      'Put quotes round it: "${ … }" as a whole, or the key alone.',
    );
    return undefined;
  }
  const name = keyText(scalar);
  if (name === '<<') {
    report(
      'OST103',
      { path: [...path, name], mark: 'key' },
      'YAML 1.2 knows no merge key `<<`.',
      'Write the keys out; a whole value can be repeated with an alias.',
    );
    return undefined;
  }
  if (name === '__proto__') {
    report(
      'OST505',
      { path: [...path, name], mark: 'key' },
      'A key cannot be called `__proto__`.',
      'Choose another name.',
    );
    return undefined;
  }
  return name;
}

function readScalar(scalar: Scalar, path: Path, reading: Reading): Json {
  const { value } = scalar;
  if (typeof value === 'string') {
    if (!reading.aliased) checkText(scalar, value, path, reading.report);
    return value;
  }
  if (typeof value === 'number') {
    if (!reading.aliased) checkNumber(scalar, value, path, reading.report);
    return value;
  }
  return typeof value === 'boolean' ? value : null;
}

function checkText(scalar: Scalar, value: string, path: Path, report: Report): void {
  if (/\p{Surrogate}/u.test(value)) {
    report(
      'OST507',
      { path },
      'The text holds half of a surrogate pair, which is no character.',
      'Write the whole character, or its escape as two halves.',
    );
  }
  checkBraces(value, path, report);
  if (scalar.type !== 'PLAIN') return;
  if (/^(?:yes|no|on|off)$/i.test(value)) {
    const meant = /^(?:yes|on)$/i.test(value);
    report(
      'OST601',
      { path },
      `\`${value}\` is the text "${value}" in YAML 1.2; older tools read it as ${meant}.`,
      `Write ${meant}, or "${value}" in quotes.`,
    );
  }
  if (scalar.comment?.includes('${') || (scalar.comment && cut(value))) {
    const hint = 'Put double quotes round the whole value.';
    if (cut(value)) report('OST109', { path }, 'A comment begins at ` #` and cuts the expression off.', hint);
    else report('OST602', { path }, 'The text after ` #` is a comment, and it holds an expression.', hint);
  }
}

/** A text for another system may hold them; one with our names is meant for us. */
function checkBraces(value: string, path: Path, report: Report): void {
  const [found] =
    /(?<!\$)\{\{-?\s*\$?\.?(?:input|nodes|tasks|steps|vars)\.[^{}]{1,100}\}\}/.exec(value) ?? [];
  if (found === undefined) return;
  const start = value.indexOf(found);
  const inner = found.replaceAll(/^\{\{-?\s*\$?\.?|\s*-?\}\}$/g, '');
  report(
    'OST609',
    { path, mark: { start, end: start + found.length } },
    `\`${found}\` is plain text here.`,
    `An expression is written \`\${ ${inner} }\`.`,
  );
}

/** Whether an expression begins and does not end. */
function cut(value: string): boolean {
  return value.lastIndexOf('${') > value.lastIndexOf('}');
}

function checkNumber(scalar: Scalar, value: number, path: Path, report: Report): void {
  const written = scalar.source ?? String(value);
  if (!Number.isFinite(value)) {
    report(
      'OST110',
      { path },
      `\`${written}\` is no JSON number.`,
      'Leave it out, or write it as a text in quotes.',
    );
  } else if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    report(
      'OST110',
      { path },
      `\`${written}\` is too large to be kept exactly.`,
      'Write it as a text in quotes.',
    );
  } else if (/^[-+]?0\d/.test(written)) {
    report(
      'OST601',
      { path },
      `\`${written}\` is the number ${value} in YAML 1.2; older tools read it as octal.`,
      `Write ${value}, or "${written}" in quotes.`,
    );
  }
}

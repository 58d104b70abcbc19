/**
 * Reads values with expressions in them: makes templates, checks the expressions, and notes what they refer to. Owns
 * the faults of texts and expressions.
 */
import type { Code } from '../codes.ts';
import {
  analyse,
  type ExpressionFault,
  type NodeType,
  type Piece,
  type Reference,
  scan,
  type TypeScope,
} from '../../expression/index.ts';
import { isObject, type Json, type JsonObject, type JsonSchema } from '../../json.ts';
import type { Expression, Template } from '../../plan.ts';
import type { Report } from '../faults.ts';
import type { NodeModel, Read } from '../model.ts';
import type { Path } from '../path.ts';
import type { BlockTypes, Locals } from './locals.ts';
import type { NameFault } from './names.ts';

/** What the texts of one place can see. */
export interface Sight {
  readonly report: Report;
  readonly input?: JsonSchema;
  readonly vars: Readonly<Record<string, JsonSchema | undefined>>;
  readonly locals?: Locals;
  readonly blocks: BlockTypes;
  readonly node: (name: string) => NodeModel | undefined;
  readonly unknown: (name: string) => NameFault;
  readonly typeOf: (node: NodeModel) => NodeType;
}

/** The same with more local names. */
export function seeing(sight: Sight, locals: Locals): Sight {
  return { ...sight, locals: { ...sight.locals, ...locals } };
}

/** The same without nodes: for what is read while they run. */
export function withoutNodes(sight: Sight): Sight {
  return {
    ...sight,
    node: () => undefined,
    unknown: (name) => ({
      code: 'OST314',
      message: `\`${name}\` has no order here: this is read again while nodes run.`,
      hint: 'Read `input`, `vars` and the counts that are given here.',
    }),
  };
}

export interface Reader {
  /** Any value; what has no expression in it stays as it is. */
  readonly template: (value: Json, path: Path) => Template;
  /** One expression that is true or false. */
  readonly condition: (value: string | boolean, path: Path) => Expression;
}

/** @param reads takes every reference, in the order of reading */
export function reader(sight: Sight, reads: Read[]): Reader {
  return {
    template: (value, path) => template(value, path, sight, reads),
    condition: (value, path) => condition(value, path, sight, reads),
  };
}

function template(value: Json, path: Path, sight: Sight, reads: Read[]): Template {
  if (typeof value === 'string') return textTemplate(value, path, sight, reads);
  if (Array.isArray(value)) {
    const list = value.map((item: Json, index) => template(item, [...path, index], sight, reads));
    return list.every(isLiteral) ? { value: list.map((item) => item.value) } : { list };
  }
  if (!isObject(value)) return { value };
  return mapTemplate(value, path, sight, reads);
}

function mapTemplate(value: JsonObject, path: Path, sight: Sight, reads: Read[]): Template {
  const map = Object.entries(value).map(([key, item]) => {
    if (key.includes('${')) {
      const hint = 'Build the object in one expression: `${ { input.key: value } }`.';
      sight.report('OST108', { path: [...path, key], mark: 'key' }, 'A key cannot hold an expression.', hint);
    }
    return [key, template(item, [...path, key], sight, reads)] as const;
  });
  const literals: [string, Json][] = [];
  for (const [key, item] of map) if (isLiteral(item)) literals.push([key, item.value]);
  return literals.length === map.length ? { value: Object.fromEntries(literals) } : { map };
}

function isLiteral(item: Template): item is { readonly value: Json } {
  return 'value' in item;
}

function textTemplate(text: string, path: Path, sight: Sight, reads: Read[]): Template {
  if (!text.includes('${')) return { value: text };
  const scanned = scan(text);
  if (!scanned.ok) {
    sight.report('OST410', { path, mark: scanned.span }, scanned.message);
    return { value: text };
  }
  const parts = scanned.pieces.map((piece) =>
    piece.kind === 'text' ? piece.text : read(piece, path, sight, reads).expression,
  );
  const expressions = parts.filter((part) => typeof part !== 'string');
  const [only] = expressions;
  if (only && scanned.whole) return { expr: only };
  return only ? { text: parts } : { value: parts.map(String).join('') };
}

const never: Expression = { cel: 'false', nodes: [] };

function condition(value: string | boolean, path: Path, sight: Sight, reads: Read[]): Expression {
  if (typeof value === 'boolean') return { cel: String(value), nodes: [] };
  const piece = onlyPiece(value);
  if (!piece) {
    const hint = 'Write one expression, without ${ }: `nodes.check.output.score > 3`.';
    sight.report('OST409', { path }, 'This is not one expression.', hint);
    return never;
  }
  const { expression, type } = read(piece, path, sight, reads);
  if (type !== 'bool' && type !== 'dyn') {
    const hint = 'Compare it with something: `… == "yes"`, `… > 0`, `size(…) > 0`.';
    sight.report('OST409', { path, mark: piece }, `A condition is true or false, and this is ${type}.`, hint);
  }
  return expression;
}

function onlyPiece(value: string): Extract<Piece, { kind: 'expr' }> | undefined {
  const cel = value.trim();
  const start = value.indexOf(cel);
  if (!value.includes('${'))
    return cel === '' ? undefined : { kind: 'expr', cel, start, end: start + cel.length };
  const scanned = scan(value);
  if (!scanned.ok || !scanned.whole) return undefined;
  return scanned.pieces.find((piece) => piece.kind === 'expr');
}

/** Where faults are the type is not known, so that one mistake is told once. */
function read(
  piece: Extract<Piece, { kind: 'expr' }>,
  path: Path,
  sight: Sight,
  reads: Read[],
): { expression: Expression; type: string } {
  const analysis = analyse(piece.cel, typesFor(piece.cel, sight));
  const unknown: Reference[] = [];
  for (const reference of analysis.references) {
    const found = note(reference, piece.start, path, sight, reads);
    if (!found) unknown.push(reference);
  }
  // A node that is not there has just been told, with a better hint.
  const faults = analysis.faults.filter((fault) => !unknown.some((reference) => overlap(reference, fault)));
  for (const fault of faults) tell(fault, piece.start, path, sight);
  const nodes = analysis.references.filter(({ root }) => root === 'nodes').map(({ name }) => name);
  const failed = unknown.length > 0 || faults.some((fault) => fault.severity === 'error');
  return { expression: { cel: piece.cel, nodes: [...new Set(nodes)] }, type: failed ? 'dyn' : analysis.type };
}

function overlap(left: { start: number; end: number }, right: { start: number; end: number }): boolean {
  return left.start < right.end && right.start < left.end;
}

function note(reference: Reference, offset: number, path: Path, sight: Sight, reads: Read[]): boolean {
  const place = { path, start: reference.start + offset, end: reference.end + offset };
  if (reference.root === 'vars') {
    reads.push({ ...reference, ...place });
    return true;
  }
  const node = sight.node(reference.name);
  if (node) reads.push({ ...reference, ...place, node });
  else {
    const { code, message, hint } = sight.unknown(reference.name);
    sight.report(code, { path, mark: place }, message, hint);
  }
  return node !== undefined;
}

/** Only of the names that the text can mean: a definition has thousands of nodes, an expression names a few. */
export function typesFor(cel: string, sight: Sight): TypeScope {
  const nodes: Record<string, NodeType> = {};
  const words = new Set(cel.match(/[A-Za-z_]\w*/g));
  for (const word of words) {
    const node = sight.node(word);
    if (node) nodes[word] = sight.typeOf(node);
  }
  const { input, vars, locals } = sight;
  return {
    vars,
    nodes,
    ...(input !== undefined && { input }),
    ...(locals && { locals: knownOf(locals, words) }),
  };
}

function knownOf(locals: Locals, words: ReadonlySet<string>): NonNullable<TypeScope['locals']> {
  return Object.fromEntries(
    Object.entries(locals).map(([name, known]) => {
      if (typeof known !== 'function') return [name, known];
      return [name, words.has(name) ? known() : undefined];
    }),
  );
}

const codeOf: Readonly<Record<ExpressionFault['code'], Code>> = {
  syntax: 'OST401',
  'unknown-name': 'OST402',
  'unknown-field': 'OST403',
  type: 'OST404',
  reference: 'OST405',
  limit: 'OST406',
  regex: 'OST407',
  function: 'OST408',
};

function tell(fault: ExpressionFault, offset: number, path: Path, sight: Sight): void {
  const code = fault.severity === 'warning' ? 'OST608' : codeOf[fault.code];
  const mark = { start: fault.start + offset, end: fault.end + offset };
  sight.report(code, { path, mark }, fault.message, () => fault.hint ?? lineBreakHint(fault));
}

/** YAML has turned `\n` into a line break before the expression is read. */
function lineBreakHint({ code, message }: ExpressionFault): string | undefined {
  if (code !== 'syntax' || !/newline/i.test(message)) return undefined;
  return 'In double quotes YAML makes a line break of \\n: write \\\\n, or put the value in single quotes.';
}

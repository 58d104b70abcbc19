/**
 * The static type of each term, and the faults on the way. Owns names and access; operators and calls have files of
 * their own. A fault makes its term `dyn`, so that one mistake is told once.
 */
import { suggest } from '../suggest.ts';
import { hintForForeignName } from './words.ts';
import { typeOfBinary, typeOfLogic, expectBool } from './check-operators.ts';
import { typeOfCall } from './check-calls.ts';
import { quote, report } from './report.ts';
import type { Check } from './report.ts';
import { rootOf } from './references.ts';
import type { Comprehension, Term } from './syntax.ts';
import {
  anyMap,
  bool,
  double,
  dyn,
  either,
  fromSchema,
  int,
  isNumeric,
  listOf,
  nothing,
  optionalOf,
  presentOf,
  string,
  typeName,
} from './type.ts';
import type { Type } from './type.ts';
import type { NodeType } from './types.ts';

export function typeOf(term: Term, check: Check): Type {
  const sub = (child: Term): Type => typeOf(child, check);
  switch (term.kind) {
    case 'literal':
      return typeOfLiteral(term.value);
    case 'name':
      return typeOfName(term, check);
    case 'field':
      return typeOfField(term, check);
    case 'index':
      return typeOfIndex(term, sub(term.of), sub(term.at), check);
    case 'call':
      return typeOfCall(term, term.args.map(sub), check);
    case 'comprehension':
      return typeOfComprehension(term, check);
    case 'bind':
      return typeOf(term.body, within(check, term.variable, sub(term.value)));
    case 'has':
      sub(term.of);
      return bool;
    case 'fallback':
      return typeOfFallback(term, sub(term.of), sub(term.other));
    case 'list':
      return typeOfList(term.items.map(sub));
    case 'map':
      return typeOfMap(term.entries, check);
    case 'choice':
      expectBool(term.condition, sub(term.condition), check);
      return either(sub(term.yes), sub(term.no));
    case 'logic':
      return typeOfLogic(term, sub(term.left), sub(term.right), check);
    case 'not':
      expectBool(term.of, sub(term.of), check);
      return bool;
    case 'minus':
      return typeOfMinus(term, sub(term.of), check);
    case 'binary':
      return typeOfBinary(term, sub(term.left), sub(term.right), check);
  }
}

function typeOfLiteral(value: null | boolean | number | bigint | string): Type {
  if (value === null) return nothing;
  if (typeof value === 'boolean') return bool;
  if (typeof value === 'string') return string;
  return typeof value === 'bigint' ? int : double;
}

type Named = Extract<Term, { kind: 'name' }>;
type Field = Extract<Term, { kind: 'field' }>;

const runType: Type = { kind: 'map', fields: { id: string, workflow: string, version: double, now: string } };
const errorType: Type = {
  kind: 'map',
  fields: {
    type: string,
    title: string,
    status: double,
    detail: string,
    instance: string,
    retryable: bool,
    doubt: bool,
    data: dyn,
  },
};
/** S19. */
const statuses = [
  'pending',
  'running',
  'waiting',
  'succeeded',
  'failed',
  'skipped',
  'cancelled',
  'withdrawn',
];

function typeOfName(term: Named, check: Check): Type {
  const local = check.locals.get(term.name);
  if (local !== undefined) return local;
  const { types } = check;
  if (types.locals !== undefined && Object.hasOwn(types.locals, term.name)) {
    return term.name === 'error' ? errorType : fromSchema(types.locals[term.name]);
  }
  switch (term.name) {
    case 'input':
      return fromSchema(types.input);
    case 'run':
      return runType;
    // Reported with the references: a literal name must follow.
    case 'nodes':
    case 'tasks':
    case 'vars':
      return dyn;
    default:
      report(check, term, 'unknown-name', `There is no ${term.name} here.`, hintForName(term, check));
      return dyn;
  }
}

function hintForName(term: Named, check: Check): string {
  const { types, text } = check;
  if (text.charAt(term.start - 1) === '-' && /\w/.test(text.charAt(term.start - 2))) {
    return 'A name with a dash is written in brackets: input["my-name"].';
  }
  if (Object.hasOwn(types.nodes, term.name)) return `Did you mean nodes.${term.name}?`;
  if (Object.hasOwn(types.vars, term.name)) return `Did you mean vars.${term.name}?`;
  const input = fromSchema(types.input);
  if (input.kind === 'map' && Object.hasOwn(input.fields, term.name))
    return `Did you mean input.${term.name}?`;
  const known = ['input', 'vars', 'nodes', 'run', ...Object.keys(types.locals ?? {}), ...check.locals.keys()];
  const near = suggest(term.name, known);
  if (near !== undefined) return `Did you mean ${near}?`;
  const foreign = hintForForeignName(term.name);
  if (foreign !== undefined) return foreign;
  return `Names here are ${known.join(', ')}. Text stands in quotes: "${term.name}".`;
}

function typeOfField(term: Field, check: Check): Type {
  const root = rootOf(term.of);
  if (root === 'nodes') return typeOfNode(term, check);
  if (root === 'vars') return typeOfVar(term, check);
  const of = typeOf(term.of, check);
  const found = fieldOf(presentOf(of), term, check);
  return term.optional || of.kind === 'optional' ? optionalOf(found) : found;
}

/** Misspelt names are told also behind `.?`: a node is there or not, only its fields may be absent. */
function typeOfNode(term: Field, check: Check): Type {
  const { nodes } = check.types;
  const known = Object.hasOwn(nodes, term.name) ? nodes[term.name] : undefined;
  if (known === undefined) {
    report(
      check,
      term,
      'unknown-name',
      `There is no node ${term.name} here.`,
      nearest(term.name, Object.keys(nodes)),
    );
    return dyn;
  }
  const type = nodeType(known);
  return term.optional ? optionalOf(type) : type;
}

function nodeType(node: NodeType): Type {
  const fields: Record<string, Type> = {
    output: fromSchema(node.output),
    status: { kind: 'string', values: statuses },
    error: errorType,
    visits: listOf(anyMap),
  };
  if (node.outcomes.length > 0) fields.outcome = { kind: 'string', values: node.outcomes };
  return { kind: 'map', fields };
}

function typeOfVar(term: Field, check: Check): Type {
  const { vars } = check.types;
  if (!Object.hasOwn(vars, term.name)) {
    const hint = (): string =>
      nearest(term.name, Object.keys(vars)) ?? `Declare it: vars: { ${term.name}: … }.`;
    report(check, term, 'unknown-name', `There is no variable ${term.name}.`, hint);
    return dyn;
  }
  const type = fromSchema(vars[term.name]);
  return term.optional ? optionalOf(type) : type;
}

function fieldOf(type: Type, term: Field, check: Check): Type {
  if (type.kind === 'dyn') return dyn;
  if (type.kind === 'map') {
    const found = Object.hasOwn(type.fields, term.name) ? type.fields[term.name] : type.rest;
    if (found !== undefined) return found;
    reportField(term, Object.keys(type.fields), check);
    return dyn;
  }
  const hint =
    type.kind === 'list' ? `For every item: ${quote(term.of, check)}.map(i, i.${term.name}).` : undefined;
  const span = { start: term.of.end, end: term.end };
  report(
    check,
    span,
    'type',
    `${quote(term.of, check)} is of type ${typeName(type)} and has no fields.`,
    hint,
  );
  return dyn;
}

function reportField(term: Field, names: readonly string[], check: Check): void {
  const span = { start: term.of.end, end: term.end };
  const outcome = term.name === 'outcome' && names.includes('visits');
  const message = outcome
    ? `${quote(term.of, check)} has no outcomes.`
    : `There is no field ${term.name} in ${quote(term.of, check)}.`;
  const hint = (): string => nearest(term.name, names) ?? `Its fields are ${names.slice(0, 12).join(', ')}.`;
  report(check, span, 'unknown-field', message, names.length === 0 ? undefined : hint);
}

function typeOfIndex(term: Extract<Term, { kind: 'index' }>, of: Type, at: Type, check: Check): Type {
  // Faults of `nodes[…]` and `vars[…]` are reported with the references.
  const found = elementOf(presentOf(of), presentOf(at), term, check);
  return term.optional || of.kind === 'optional' ? optionalOf(found) : found;
}

function elementOf(of: Type, at: Type, term: Extract<Term, { kind: 'index' }>, check: Check): Type {
  if (of.kind === 'dyn') return dyn;
  if (of.kind === 'list') {
    if (at.kind === 'dyn' || isNumeric(at)) return of.item;
    report(check, term.at, 'type', `A list is indexed by a number, not by ${typeName(at)}.`);
    return dyn;
  }
  if (of.kind === 'map') {
    if (at.kind === 'dyn' || at.kind === 'string') return of.rest ?? dyn;
    report(check, term.at, 'type', `An object is indexed by a string, not by ${typeName(at)}.`);
    return dyn;
  }
  report(check, term, 'type', `${quote(term.of, check)} is of type ${typeName(of)} and has no items.`);
  return dyn;
}

function typeOfFallback(term: Extract<Term, { kind: 'fallback' }>, of: Type, other: Type): Type {
  const type = either(presentOf(of), presentOf(other));
  return term.name === 'or' || other.kind === 'optional' ? optionalOf(type) : type;
}

function typeOfMap(entries: readonly (readonly [Term, Term])[], check: Check): Type {
  const fields: Record<string, Type> = {};
  let open = false;
  for (const [key, value] of entries) {
    const keyType = typeOf(key, check);
    const type = typeOf(value, check);
    if (key.kind === 'literal' && typeof key.value === 'string') {
      Object.defineProperty(fields, key.value, {
        value: presentOf(type),
        enumerable: true,
        configurable: true,
      });
    } else {
      open = true;
      const fits = keyType.kind === 'dyn' || keyType.kind === 'string';
      if (!fits) report(check, key, 'type', `The key of an object is a string, not ${typeName(keyType)}.`);
    }
  }
  return open ? { kind: 'map', fields, rest: dyn } : { kind: 'map', fields };
}

function typeOfMinus(term: Extract<Term, { kind: 'minus' | 'not' }>, of: Type, check: Check): Type {
  const type = presentOf(of);
  if (isNumeric(type) || type.kind === 'dyn') return type;
  report(check, term, 'type', `- does not work on ${typeName(type)}.`);
  return dyn;
}

function typeOfComprehension(term: Comprehension, check: Check): Type {
  const of = presentOf(typeOf(term.of, check));
  const item = itemType(of, term, check);
  const inner = within(check, term.variable, item);
  if (term.where !== undefined) expectBool(term.where, typeOf(term.where, inner), check);
  const body = typeOf(term.body, inner);
  switch (term.macro) {
    case 'map':
      return listOf(presentOf(body));
    case 'sortBy':
      return listOf(item);
    case 'groupBy':
      return { kind: 'map', fields: {}, rest: listOf(item) };
    case 'filter':
      expectBool(term.body, body, check);
      return listOf(item);
    case 'all':
    case 'exists':
    case 'exists_one':
      expectBool(term.body, body, check);
      return bool;
  }
}

function itemType(of: Type, term: Comprehension, check: Check): Type {
  if (of.kind === 'list') return of.item;
  if (of.kind === 'map') return string;
  if (of.kind !== 'dyn') {
    report(check, term.of, 'type', `${term.macro}() works on a list, not on ${typeName(of)}.`);
  }
  return dyn;
}

function within(check: Check, variable: string, type: Type): Check {
  return { ...check, locals: new Map([...check.locals, [variable, type]]) };
}

function typeOfList([first, ...others]: readonly Type[]): Type {
  return listOf(first === undefined ? dyn : others.map(presentOf).reduce(either, presentOf(first)));
}

function nearest(word: string, names: readonly string[]): string | undefined {
  const near = suggest(word, names);
  return near === undefined ? undefined : `Did you mean ${near}?`;
}

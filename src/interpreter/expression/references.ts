/**
 * The references of an expression: which nodes and variables it reads, and how. Owns the rule that they can be read
 * off the text (S4): `nodes` and `vars` are followed by a literal name. Owns no types.
 */
import type { Term } from './syntax.ts';
import type { ExpressionFault, Reference } from './types.ts';

export interface Found {
  readonly references: Reference[];
  readonly faults: ExpressionFault[];
}

const nodeFields: readonly string[] = ['output', 'outcome', 'status', 'error', 'visits'];
const roots: readonly string[] = ['input', 'vars', 'nodes', 'tasks', 'run'];

/** In the order of the text. */
export function references(term: Term): Found {
  const found: Found = { references: [], faults: [] };
  walk(term, false, found);
  found.references.sort((left, right) => left.start - right.start);
  return found;
}

/** `guarded`: this part may not be evaluated at all. */
function walk(term: Term, guarded: boolean, found: Found): void {
  switch (term.kind) {
    case 'literal':
      return;
    case 'name':
      if (rootOf(term) !== undefined) found.faults.push(notLiteral(term));
      return;
    case 'field':
      walkField(term, guarded, found);
      return;
    case 'index':
      walk(term.of, guarded, found);
      walk(term.at, guarded, found);
      return;
    case 'call':
      for (const arg of term.args) walk(arg, guarded, found);
      return;
    case 'comprehension':
      checkVariable(term, found);
      walk(term.of, guarded, found);
      if (term.where !== undefined) walk(term.where, guarded, found);
      walk(term.body, guarded, found);
      return;
    case 'bind':
      checkVariable(term, found);
      walk(term.value, guarded, found);
      walk(term.body, guarded, found);
      return;
    case 'has':
      walk(term.of, true, found);
      return;
    case 'fallback':
      walk(term.of, guarded || term.name === 'default', found);
      walk(term.other, true, found);
      return;
    case 'list':
      for (const item of term.items) walk(item, guarded, found);
      return;
    case 'map':
      for (const part of term.entries.flat()) walk(part, guarded, found);
      return;
    case 'choice':
      walk(term.condition, guarded, found);
      walk(term.yes, true, found);
      walk(term.no, true, found);
      return;
    case 'logic':
      walk(term.left, guarded, found);
      walk(term.right, true, found);
      return;
    case 'not':
    case 'minus':
      walk(term.of, guarded, found);
      return;
    case 'binary':
      walk(term.left, guarded, found);
      walk(term.right, guarded, found);
      return;
  }
}

type Field = Extract<Term, { kind: 'field' }>;

/** `nodes.x.output` is one reference: the field after the name tells what is read. */
function walkField(term: Field, guarded: boolean, found: Found): void {
  const named = term.of;
  if (named.kind === 'field' && rootOf(named.of) === 'nodes') {
    found.references.push(reference(named, 'nodes', guarded, term));
    return;
  }
  const root = rootOf(named);
  if (root === undefined) walk(named, guarded, found);
  else found.references.push(reference(term, root, guarded));
}

function reference(named: Field, root: 'nodes' | 'vars', guarded: boolean, field?: Field): Reference {
  const base = { root, name: named.name, optional: named.optional, guarded, start: named.start };
  if (field === undefined) return { ...base, end: named.end };
  const known = fieldOf(field.name);
  return known === undefined ? { ...base, end: field.end } : { ...base, end: field.end, field: known };
}

function fieldOf(name: string): Reference['field'] {
  // The list holds exactly the words of the type.
  return nodeFields.includes(name) ? (name as NonNullable<Reference['field']>) : undefined;
}

export function rootOf(term: Term): 'nodes' | 'vars' | undefined {
  if (term.kind !== 'name') return undefined;
  if (term.name === 'nodes' || term.name === 'tasks') return 'nodes';
  return term.name === 'vars' ? 'vars' : undefined;
}

function notLiteral(term: Extract<Term, { kind: 'name' }>): ExpressionFault {
  const example = term.name === 'vars' ? 'vars.total' : `${term.name}.draft.output`;
  return {
    code: 'reference',
    severity: 'error',
    message: `${term.name} is followed by a name, as in ${example}.`,
    hint: 'What an expression reads must be readable from its text.',
    start: term.start,
    end: term.end,
  };
}

function checkVariable(term: Extract<Term, { kind: 'comprehension' | 'bind' }>, found: Found): void {
  if (!roots.includes(term.variable)) return;
  found.faults.push({
    code: 'reference',
    severity: 'error',
    message: `${term.variable} cannot be the name of an item here: it would hide the ${term.variable} of the run.`,
    start: term.start,
    end: term.end,
  });
}

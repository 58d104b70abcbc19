/** Static types of operators. Owns which kinds go together; what may be anything is let through to the run. */
import { suggest } from '../suggest.ts';
import { quote, report, warn } from './report.ts';
import type { Check } from './report.ts';
import type { BinaryOp, Term } from './syntax.ts';
import { bool, double, dyn, either, int, isNumeric, presentOf, string, typeName } from './type.ts';
import type { Type } from './type.ts';

type Binary = Extract<Term, { kind: 'binary' }>;

export function typeOfBinary(term: Binary, leftType: Type, rightType: Type, check: Check): Type {
  const left = presentOf(leftType);
  const right = presentOf(rightType);
  switch (term.op) {
    case '==':
    case '!=':
      checkEquality(term, left, right, check);
      return bool;
    case 'in':
      checkMembership(term, right, check);
      return bool;
    case '<':
    case '<=':
    case '>':
    case '>=':
      checkOrder(term, left, right, check);
      return bool;
    case '+':
      return typeOfPlus(term, left, right, check);
    case '-':
    case '*':
    case '/':
    case '%':
      return typeOfArithmetic(term, left, right, check);
  }
}

export function typeOfLogic(
  term: Extract<Term, { kind: 'logic' }>,
  left: Type,
  right: Type,
  check: Check,
): Type {
  expectBool(term.left, left, check);
  expectBool(term.right, right, check);
  return bool;
}

export function expectBool(term: Term, type: Type, check: Check): void {
  const present = presentOf(type);
  if (present.kind === 'bool' || present.kind === 'dyn') return;
  const text = quote(term, check);
  report(
    check,
    term,
    'type',
    `${text} is of type ${typeName(present)} where true or false is needed.`,
    'Compare it.',
  );
}

function checkEquality(term: Binary, left: Type, right: Type, check: Check): void {
  if (!comparable(left, right)) {
    const answer = term.op === '==' ? 'never' : 'always';
    report(check, term, 'type', `This is ${answer} true: ${typeName(left)} ${term.op} ${typeName(right)}.`);
    return;
  }
  checkWord(left, term.right, check);
  checkWord(right, term.left, check);
}

/** Anything may be null, and a field may be absent. */
function comparable(left: Type, right: Type): boolean {
  if (left.kind === 'dyn' || right.kind === 'dyn' || left.kind === 'null' || right.kind === 'null')
    return true;
  return left.kind === right.kind || (isNumeric(left) && isNumeric(right));
}

/** A literal that an enum or the outcomes of a node do not have. */
function checkWord(type: Type, term: Term, check: Check): void {
  if (type.kind !== 'string' || type.values === undefined) return;
  if (term.kind !== 'literal' || typeof term.value !== 'string' || type.values.includes(term.value)) return;
  const near = suggest(term.value, type.values);
  const hint = near === undefined ? `It is one of ${type.values.join(', ')}.` : `Did you mean "${near}"?`;
  report(check, term, 'type', `It is never "${term.value}".`, hint);
}

function checkMembership(term: Binary, right: Type, check: Check): void {
  if (right.kind === 'dyn' || right.kind === 'list' || right.kind === 'map') return;
  const hint = right.kind === 'string' ? 'Use text.contains("part").' : undefined;
  report(
    check,
    term.right,
    'type',
    `in needs a list or an object on the right, not ${typeName(right)}.`,
    hint,
  );
}

function checkOrder(term: Binary, left: Type, right: Type, check: Check): void {
  const numbers = fits(left, isNumeric) && fits(right, isNumeric);
  const strings = fits(left, isString) && fits(right, isString);
  const booleans = fits(left, isBool) && fits(right, isBool);
  if (!numbers && !strings && !booleans) reportOperator(term.op, term, left, right, check);
}

function typeOfPlus(term: Binary, left: Type, right: Type, check: Check): Type {
  if (left.kind === 'dyn' && right.kind === 'dyn') return dyn;
  if (left.kind === 'list' && right.kind === 'list') return either(left, right);
  if (fits(left, isList) && fits(right, isList)) return dyn;
  const text = isString(left) || isString(right);
  if (text && fits(left, isPlain) && fits(right, isPlain)) return string;
  if (left.kind === 'dyn' || right.kind === 'dyn') {
    if (isNumeric(left) || isNumeric(right)) return dyn;
  }
  if (isNumeric(left) && isNumeric(right)) return numeric(left, right);
  const hint = text ? 'Write json(x) or string(x) to join it with text.' : undefined;
  reportOperator('+', term, left, right, check, hint);
  return dyn;
}

function typeOfArithmetic(term: Binary, left: Type, right: Type, check: Check): Type {
  if (!fits(left, isNumeric) || !fits(right, isNumeric)) {
    reportOperator(term.op, term, left, right, check);
    return dyn;
  }
  if (left.kind === 'int' && right.kind === 'int') {
    if (term.op === '/') {
      const hint = 'Write one of them with a point, as in 7 / 2.0, for 3.5.';
      warn(check, term, 'type', 'Whole numbers divided give a whole number: 7 / 2 is 3.', hint);
    }
    return int;
  }
  return double;
}

function numeric(left: Type, right: Type): Type {
  return left.kind === 'int' && right.kind === 'int' ? int : double;
}

function reportOperator(
  op: BinaryOp,
  term: Term,
  left: Type,
  right: Type,
  check: Check,
  hint?: string,
): void {
  report(check, term, 'type', `${op} does not work on ${typeName(left)} and ${typeName(right)}.`, hint);
}

function fits(type: Type, is: (type: Type) => boolean): boolean {
  return type.kind === 'dyn' || is(type);
}
const isString = (type: Type): boolean => type.kind === 'string';
const isBool = (type: Type): boolean => type.kind === 'bool';
const isList = (type: Type): boolean => type.kind === 'list';
const isPlain = (type: Type): boolean => type.kind === 'string' || isNumeric(type);

/**
 * The text of an expression → terms. Owns our own tree (a union that the check and the compiler walk) and the limits
 * that hold before anything is evaluated. The library parses; this is the only file that knows its tree.
 */
import { Environment, ParseError } from '@marcbachmann/cel-js';
import type { ASTNode } from '@marcbachmann/cel-js';
import { limits } from './limits.ts';
import type { Arithmetic, Order } from './operators.ts';
import { syntaxHint, syntaxMessage } from './syntax-messages.ts';
import type { ExpressionFault, Span } from './types.ts';

export type Term = Span &
  (
    | { readonly kind: 'literal'; readonly value: null | boolean | number | bigint | string }
    | { readonly kind: 'name'; readonly name: string }
    /** `a.b`, `a.?b`, and `a["b"]`, `a[?"b"]`. */
    | { readonly kind: 'field'; readonly of: Term; readonly name: string; readonly optional: boolean }
    | { readonly kind: 'index'; readonly of: Term; readonly at: Term; readonly optional: boolean }
    | { readonly kind: 'call'; readonly name: string; readonly args: readonly Term[] }
    | Comprehension
    | { readonly kind: 'bind'; readonly variable: string; readonly value: Term; readonly body: Term }
    | { readonly kind: 'has'; readonly of: Term }
    /** The fallback is evaluated only where it is needed; `default` also stands in for null and missing fields. */
    | {
        readonly kind: 'fallback';
        readonly name: 'orValue' | 'or' | 'default';
        readonly of: Term;
        readonly other: Term;
      }
    | { readonly kind: 'list'; readonly items: readonly Term[] }
    | { readonly kind: 'map'; readonly entries: readonly (readonly [key: Term, value: Term])[] }
    | { readonly kind: 'choice'; readonly condition: Term; readonly yes: Term; readonly no: Term }
    | { readonly kind: 'logic'; readonly op: '&&' | '||'; readonly left: Term; readonly right: Term }
    | { readonly kind: 'not' | 'minus'; readonly of: Term }
    | { readonly kind: 'binary'; readonly op: BinaryOp; readonly left: Term; readonly right: Term }
  );
export type Comprehension = {
  readonly kind: 'comprehension';
  readonly macro: Macro;
  readonly of: Term;
  readonly variable: string;
  /** `map` with three arguments: only these items. */
  readonly where?: Term;
  readonly body: Term;
  /** Terms evaluated for one item. */
  readonly cost: number;
};
export type BinaryOp = Arithmetic | Order | '==' | '!=' | 'in';
export type Macro = (typeof macroNames)[number];
export const macroNames = ['map', 'filter', 'all', 'exists', 'exists_one', 'sortBy', 'groupBy'] as const;
export const lazyNames = ['has', 'default', 'orValue', 'or'] as const;

export type Parsed =
  | { readonly ok: true; readonly term: Term }
  | { readonly ok: false; readonly fault: ExpressionFault };

const environment = new Environment({
  enableOptionalTypes: true,
  limits: {
    maxAstNodes: limits.terms,
    maxDepth: limits.depth,
    maxListElements: limits.terms,
    maxMapEntries: limits.terms,
    maxCallArguments: limits.terms,
  },
});

/** Never throws. The first fault only: after a syntax error the rest of the text means nothing. */
export function parse(text: string): Parsed {
  if (text.length > limits.text) {
    const message = `The expression is longer than ${limits.text} characters.`;
    return { ok: false, fault: fault('limit', message, { start: 0, end: text.length }) };
  }
  try {
    return {
      ok: true,
      term: read(environment.parse(text).ast, { depth: 0, nesting: 0, count: { terms: 0 } }),
    };
  } catch (error) {
    return { ok: false, fault: explain(error, text) };
  }
}

function explain(error: unknown, text: string): ExpressionFault {
  if (error instanceof SyntaxFault) return error.fault;
  const whole = { start: 0, end: text.length };
  // The library's parser is recursive; thousands of `!` or `(` end in a RangeError.
  if (error instanceof RangeError) return fault('limit', 'The expression is nested too deeply.', whole);
  if (!(error instanceof ParseError)) throw error;
  const span = error.range ?? whole;
  if (error.code === 'limit_exceeded') {
    return fault('limit', 'The expression is too long or nested too deeply. Split it with a let node.', span);
  }
  const hint = syntaxHint(text, span.start);
  const word = text.slice(span.start, span.end);
  return {
    ...fault('syntax', syntaxMessage(error.summary, word), span),
    ...(hint === undefined ? {} : { hint }),
  };
}

class SyntaxFault extends Error {
  readonly fault: ExpressionFault;
  constructor(fault: ExpressionFault) {
    super(fault.message);
    this.fault = fault;
  }
}

function fault(code: ExpressionFault['code'], message: string, span: Span): ExpressionFault {
  return { code, severity: 'error', message, start: span.start, end: span.end };
}

function refuse(code: ExpressionFault['code'], message: string, span: Span): never {
  throw new SyntaxFault(fault(code, message, span));
}

/** Where in the tree the reading stands; `count` is shared by all of it. */
interface Place {
  readonly depth: number;
  readonly nesting: number;
  readonly count: { terms: number };
}

function read(node: ASTNode, at: Place): Term {
  at.count.terms++;
  if (at.depth > limits.depth) {
    refuse(
      'limit',
      `The expression is nested deeper than ${limits.depth} levels. Split it with a let node.`,
      node,
    );
  }
  const span = { start: node.start, end: node.end };
  const inside = { ...at, depth: at.depth + 1 };
  const sub = (child: ASTNode): Term => read(child, inside);
  switch (node.op) {
    case 'value':
      return { ...span, kind: 'literal', value: literal(node.args, span) };
    case 'id':
      return { ...span, kind: 'name', name: node.args };
    case '.':
    case '.?':
      return {
        ...span,
        kind: 'field',
        of: sub(node.args[0]),
        name: node.args[1],
        optional: node.op === '.?',
      };
    case '[]':
    case '[?]':
      return access(span, sub(node.args[0]), sub(node.args[1]), node.op === '[?]');
    case 'call':
      return call(span, node.args[0], node.args[1], inside);
    case 'rcall':
      return method(span, node.args, inside);
    case 'list':
      return { ...span, kind: 'list', items: node.args.map(sub) };
    case 'map':
      return {
        ...span,
        kind: 'map',
        entries: node.args.map(([key, value]) => [sub(key), sub(value)] as const),
      };
    case '?:':
      return {
        ...span,
        kind: 'choice',
        condition: sub(node.args[0]),
        yes: sub(node.args[1]),
        no: sub(node.args[2]),
      };
    case '||':
    case '&&':
      return { ...span, kind: 'logic', op: node.op, left: sub(node.args[0]), right: sub(node.args[1]) };
    case '!_':
      return { ...span, kind: 'not', of: sub(node.args) };
    case '-_':
      return { ...span, kind: 'minus', of: sub(node.args) };
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
    case '<':
    case '<=':
    case '>':
    case '>=':
    case '==':
    case '!=':
    case 'in':
      return { ...span, kind: 'binary', op: node.op, left: sub(node.args[0]), right: sub(node.args[1]) };
  }
}

type MethodArgs = readonly [name: string, receiver: ASTNode, args: readonly ASTNode[]];

function method(span: Span, [name, receiver, args]: MethodArgs, at: Place): Term {
  if (receiver.op === 'id' && receiver.args === 'cel' && name === 'bind') return bind(span, args, at);
  if (isMacro(name)) return comprehension(span, name, receiver, args, at);
  return call(span, name, [receiver, ...args], at);
}

/** `x.f(y)` and `f(x, y)` are the same. */
function call(span: Span, name: string, args: readonly ASTNode[], at: Place): Term {
  const terms = args.map((arg) => read(arg, at));
  const [of, other] = terms;
  if (name === 'has') {
    if (of?.kind === 'field' && terms.length === 1) return { ...span, kind: 'has', of };
    return refuse('syntax', 'has() takes a field, as in has(input.topic).', span);
  }
  if (name !== 'orValue' && name !== 'or' && name !== 'default')
    return { ...span, kind: 'call', name, args: terms };
  if (of === undefined || other === undefined || terms.length > 2) {
    return refuse('syntax', `${name}() takes a value and what stands in for it: x.${name}(y).`, span);
  }
  return { ...span, kind: 'fallback', name, of, other };
}

function bind(span: Span, args: readonly ASTNode[], at: Place): Term {
  const [variable, value, body] = args;
  if (variable?.op !== 'id' || value === undefined || body === undefined || args.length !== 3) {
    return refuse('syntax', 'cel.bind() takes a name, its value and an expression that uses it.', span);
  }
  return { ...span, kind: 'bind', variable: variable.args, value: read(value, at), body: read(body, at) };
}

function comprehension(
  span: Span,
  macro: Macro,
  receiver: ASTNode,
  args: readonly ASTNode[],
  at: Place,
): Term {
  const [variable, first, second] = args;
  const last = second ?? first;
  if (variable?.op !== 'id' || last === undefined || args.length > (macro === 'map' ? 3 : 2)) {
    return refuse('syntax', `${macro}() takes a name and an expression, as in items.${macro}(i, i.x).`, span);
  }
  if (at.nesting >= limits.nesting) {
    return refuse(
      'limit',
      `At most ${limits.nesting} of map, filter, all, … may stand inside each other.`,
      span,
    );
  }
  const of = read(receiver, at);
  const before = at.count.terms;
  const inside = { ...at, nesting: at.nesting + 1 };
  const where = second === undefined || first === undefined ? {} : { where: read(first, inside) };
  const body = read(last, inside);
  const cost = at.count.terms - before;
  return { ...span, kind: 'comprehension', macro, of, variable: variable.args, ...where, body, cost };
}

function isMacro(name: string): name is Macro {
  return macroNames.some((macro) => macro === name);
}

function access(span: Span, of: Term, at: Term, optional: boolean): Term {
  if (at.kind !== 'literal' || typeof at.value !== 'string')
    return { ...span, kind: 'index', of, at, optional };
  return { ...span, kind: 'field', of, name: at.value, optional };
}

function literal(value: unknown, span: Span): null | boolean | number | bigint | string {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number')
    return value;
  if (typeof value !== 'bigint') {
    return refuse('syntax', 'Bytes and unsigned numbers are not JSON. Use a string or a plain number.', span);
  }
  if (value <= BigInt(Number.MAX_SAFE_INTEGER)) return value;
  return refuse(
    'limit',
    'This number is beyond 2^53, where JSON numbers are rounded. Write it as a string.',
    span,
  );
}

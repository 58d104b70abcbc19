/**
 * Terms → a program: closures that compute the value. Owns what each term means while a run executes.
 * C1. A program is pure: it reads the frame that it is given and keeps nothing between evaluations.
 * C2. An absent optional is `undefined`. What follows an optional access may be absent too; everything else must be there.
 * C3. Every item visited and everything made is charged to the budget of the frame.
 */
import { callFunction } from './call.ts';
import { comprehension } from './comprehension.ts';
import type { LoopCode } from './comprehension.ts';
import { library } from './functions/index.ts';
import { boolean, fromEntries, operand, outcome } from './frame.ts';
import type { Code, Frame, Run, Variables } from './frame.ts';
import { arithmetic, contains, equal, negate, ordered } from './operators.ts';
import type { BinaryOp, Comprehension, Term } from './syntax.ts';
import { Fault, isList, isMap, isNumber, kindOf } from './value.ts';
import type { Value } from './value.ts';

interface Scope {
  /** The whole expression; faults quote parts of it. */
  readonly text: string;
  readonly variables: Variables;
}

export function compile(term: Term, text: string): Run {
  return code(term, { text, variables: new Map() }).run;
}

function code(term: Term, scope: Scope): Code {
  const sub = (child: Term): Code => code(child, scope);
  switch (term.kind) {
    case 'literal':
      return strict(() => term.value);
    case 'name':
      return name(term.name, scope.variables);
    case 'field':
      return field(sub(term.of), term.name, term.optional, quote(term.of, scope));
    case 'index':
      return index(sub(term.of), sub(term.at), term.optional, quote(term.of, scope));
    case 'call':
      return called(term.name, term.args.map(sub));
    case 'comprehension':
      return strict(comprehension(term, loop(term, scope)));
    case 'bind':
      return bind(term.variable, sub(term.value), term.body, scope);
    case 'has':
      return strict(has(sub(term.of).run));
    case 'fallback':
      return fallback(term.name, sub(term.of), sub(term.other));
    case 'list':
      return strict(list(term.items.map((item) => sub(item).run)));
    case 'map':
      return strict(map(term.entries.map(([key, value]) => [sub(key).run, sub(value).run] as const)));
    case 'choice':
      return choice(sub(term.condition).run, sub(term.yes), sub(term.no), quote(term.condition, scope));
    case 'logic':
      return strict(logic(term.op === '||', sub(term.left).run, sub(term.right).run));
    case 'not':
      return strict(not(sub(term.of).run, quote(term.of, scope)));
    case 'minus': {
      const { run } = sub(term.of);
      return strict((frame) => negate(run(frame)));
    }
    case 'binary':
      return strict(binary(term.op, sub(term.left).run, sub(term.right).run));
  }
}

function strict(run: Run): Code {
  return { run, optional: false };
}

/** A new scope in which `variable` stands for what is put into the slot. Slots are numbered by how deep they stand. */
function introduce(variable: string, optional: boolean, scope: Scope): { slot: number; inner: Scope } {
  const slot = 1 + Math.max(-1, ...[...scope.variables.values()].map((known) => known.slot));
  const variables = new Map([...scope.variables, [variable, { slot, optional }]]);
  return { slot, inner: { ...scope, variables } };
}

function quote(term: Term, scope: Scope): string {
  const text = scope.text.slice(term.start, term.end);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function loop(term: Comprehension, scope: Scope): LoopCode {
  const of = code(term.of, scope).run;
  const { slot, inner } = introduce(term.variable, false, scope);
  const body = code(term.body, inner).run;
  const where = term.where === undefined ? undefined : code(term.where, inner).run;
  return { of, body, where, slot, source: quote(term.of, scope) };
}

function bind(variable: string, value: Code, body: Term, scope: Scope): Code {
  const { slot, inner } = introduce(variable, value.optional, scope);
  const { run, optional } = code(body, inner);
  const bound: Run = (frame) => {
    frame.slots[slot] = value.run(frame);
    return run(frame);
  };
  return { run: bound, optional };
}

function name(text: string, variables: Variables): Code {
  const variable = variables.get(text);
  if (variable === undefined) return strict(root(text));
  return { run: (frame) => frame.slots[variable.slot], optional: variable.optional };
}

/** `first` and `last` give optionals, the other functions values. */
function called(text: string, args: readonly Code[]): Code {
  const run = callFunction(
    text,
    args.map((arg) => arg.run),
  );
  return { run, optional: library.get(text)?.absent === true };
}

/** The bindings are JSON, which every `Value` may be; the structured ones have no index signature for the compiler. */
const asValue = (value: unknown): Value => value as Value;

function root(name: string): Run {
  switch (name) {
    case 'input':
      return (frame) => frame.bindings.input;
    case 'vars':
      return (frame) => frame.bindings.vars;
    case 'run':
      return (frame) => asValue(frame.bindings.run);
    case 'nodes':
    case 'tasks':
      return (frame) => asValue(frame.bindings.nodes);
    default:
      return (frame) => {
        const { locals } = frame.bindings;
        if (locals !== undefined && Object.hasOwn(locals, name)) return locals[name];
        throw new Fault('missing', `there is no ${name}`);
      };
  }
}

function field(of: Code, name: string, optional: boolean, source: string): Code {
  const soft = optional || of.optional;
  const { run } = of;
  const read: Run = (frame) => {
    const value = run(frame);
    if (isMap(value) && Object.hasOwn(value, name)) {
      const found = value[name];
      if (found !== undefined) return found;
    }
    if (soft) return undefined;
    throw noField(value, name, source);
  };
  return { run: read, optional: soft };
}

function noField(value: Value | undefined, name: string, source: string): Fault {
  if (isMap(value)) return new Fault('missing', `there is no ${name} in ${source}`);
  return new Fault('missing', `${source} is ${kindOf(value)} and has no field ${name}`);
}

function index(of: Code, at: Code, optional: boolean, source: string): Code {
  const soft = optional || of.optional;
  const run: Run = (frame) => {
    const found = element(of.run(frame), at.run(frame));
    if (found !== undefined || soft) return found;
    throw new Fault('missing', `there is no such item or field in ${source}`);
  };
  return { run, optional: soft };
}

function element(value: Value | undefined, at: Value | undefined): Value | undefined {
  if (isMap(value)) return typeof at === 'string' && Object.hasOwn(value, at) ? value[at] : undefined;
  if (isList(value) && isNumber(at)) return value[Number(at)];
  return undefined;
}

function has(run: Run): Run {
  return (frame) => attempt(run, frame, 'missing') !== undefined;
}

/** The value, or absent where something on its way is missing. */
function attempt(run: Run, frame: Frame, kind: Fault['kind']): Value | undefined {
  try {
    return run(frame);
  } catch (error) {
    if (error instanceof Fault && error.kind === kind) return undefined;
    throw error;
  }
}

function fallback(name: 'orValue' | 'or' | 'default', of: Code, other: Code): Code {
  const lenient = name === 'default';
  const run: Run = (frame) => {
    const value = lenient ? attempt(of.run, frame, 'missing') : of.run(frame);
    return value === undefined || (lenient && value === null) ? other.run(frame) : value;
  };
  return { run, optional: name === 'or' || other.optional };
}

/** Absent items are left out. */
function list(items: readonly Run[]): Run {
  return (frame) => {
    const made: Value[] = [];
    for (const run of items) {
      const value = run(frame);
      if (value !== undefined) made.push(value);
    }
    return made;
  };
}

/** Keys whose value is absent are left out. */
function map(entries: readonly (readonly [Run, Run])[]): Run {
  return (frame) => {
    const made: [string, Value][] = [];
    for (const [key, value] of entries) {
      const name = key(frame);
      if (typeof name !== 'string')
        throw new Fault('type', `the key of an object is ${kindOf(name)}, not a string`);
      const content = value(frame);
      if (content !== undefined) made.push([name, content]);
    }
    return fromEntries(made);
  };
}

function choice(condition: Run, yes: Code, no: Code, source: string): Code {
  const run: Run = (frame) => (boolean(condition(frame), source) ? yes.run(frame) : no.run(frame));
  return { run, optional: yes.optional || no.optional };
}

function not(run: Run, source: string): Run {
  return (frame) => !boolean(run(frame), source);
}

/** As in CEL, a side that decides alone makes the fault of the other side not matter. */
function logic(deciding: boolean, left: Run, right: Run): Run {
  const op = deciding ? '||' : '&&';
  return (frame) => {
    const first = outcome(left, frame, op);
    if (first === deciding) return deciding;
    const second = first instanceof Fault ? outcome(right, frame, op) : operand(right(frame), op);
    if (second === deciding || !(first instanceof Fault))
      return second instanceof Fault ? raise(second) : second;
    return raise(first);
  };
}

function raise(fault: Fault): never {
  throw fault;
}

function binary(op: BinaryOp, left: Run, right: Run): Run {
  switch (op) {
    case '==':
      return (frame) => equal(left(frame), right(frame), frame.budget);
    case '!=':
      return (frame) => !equal(left(frame), right(frame), frame.budget);
    case 'in':
      return (frame) => contains(left(frame), right(frame), frame.budget);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return (frame) => ordered(op, left(frame), right(frame), frame.budget);
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return (frame) => arithmetic(op, left(frame), right(frame), frame.budget);
  }
}

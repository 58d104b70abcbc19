/**
 * Evaluates expressions and templates. Owns the boundary: nothing is thrown across it, what comes out is plain JSON,
 * and each call has a budget of its own. Compiled programs are kept by their text.
 */
import type { Json } from '../json.ts';
import type { Expression, Template } from '../plan.ts';
import { compile } from './compile.ts';
import { boolean } from './frame.ts';
import type { Run } from './frame.ts';
import { toJson, toText } from './json-value.ts';
import { newBudget, spent } from './limits.ts';
import type { Budget } from './limits.ts';
import { parse } from './syntax.ts';
import type { Bindings, Evaluated } from './types.ts';
import { Fault } from './value.ts';
import type { Value } from './value.ts';

const CACHE_SIZE = 5_000;
const programs = new Map<string, Run>();

/** The value of an expression; `undefined` = an absent optional. Never throws. */
export function evaluate(expression: Expression, bindings: Bindings): Evaluated<Json | undefined> {
  return guarded(bindings, (budget) => {
    const value = valueOf(expression, bindings, budget);
    return value === undefined ? undefined : within(expression, () => toJson(value, budget));
  });
}

/** Whether a condition holds; anything but true or false is a fault. Never throws. */
export function holds(expression: Expression, bindings: Bindings): Evaluated<boolean> {
  return guarded(bindings, (budget) => {
    const value = valueOf(expression, bindings, budget);
    return within(expression, () => boolean(value, 'the condition'));
  });
}

/**
 * The value of a whole template. An absent optional leaves its key or its item out, and is nothing inside text;
 * alone it makes the result `undefined`. Never throws.
 */
export function render(template: Template, bindings: Bindings): Evaluated<Json | undefined> {
  return guarded(bindings, (budget) => build(template, bindings, budget));
}

/** The same as text, as it would stand inside a longer text. Never throws. */
export function renderText(template: Template, bindings: Bindings): Evaluated<string> {
  return guarded(bindings, (budget) => toText(build(template, bindings, budget), budget));
}

function guarded<T>(bindings: Bindings, work: (budget: Budget) => T): Evaluated<T> {
  const budget = newBudget();
  try {
    return { ok: true, value: work(budget) };
  } catch (error) {
    if (error instanceof Fault) return { ok: false, title: error.message };
    throw error;
  } finally {
    bindings.spend?.(spent(budget));
  }
}

function build(template: Template, bindings: Bindings, budget: Budget): Json | undefined {
  if ('value' in template) return template.value;
  if ('expr' in template) {
    const value = valueOf(template.expr, bindings, budget);
    return value === undefined ? undefined : within(template.expr, () => toJson(value, budget));
  }
  if ('text' in template) return template.text.map((piece) => text(piece, bindings, budget)).join('');
  if ('list' in template) {
    return template.list.map((item) => build(item, bindings, budget)).filter((item) => item !== undefined);
  }
  const entries: [string, Json][] = [];
  for (const [key, item] of template.map) {
    const value = build(item, bindings, budget);
    if (value !== undefined) entries.push([key, value]);
  }
  return Object.fromEntries(entries);
}

function text(piece: string | Expression, bindings: Bindings, budget: Budget): string {
  if (typeof piece === 'string') return piece;
  const value = valueOf(piece, bindings, budget);
  return within(piece, () => toText(value, budget));
}

function valueOf(expression: Expression, bindings: Bindings, budget: Budget): Value | undefined {
  return within(expression, () => program(expression.cel)({ bindings, slots: [], budget }));
}

function program(text: string): Run {
  const known = programs.get(text);
  if (known !== undefined) return known;
  const parsed = parse(text);
  if (!parsed.ok) throw new Fault('type', lowerFirst(parsed.fault.message));
  if (programs.size >= CACHE_SIZE) programs.clear();
  const made = compile(parsed.term, text);
  programs.set(text, made);
  return made;
}

/** Names the expression in a fault; a stack that runs out (the only other way to fail) becomes a fault too. */
function within<T>(expression: Expression, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof Fault) throw new Fault(error.kind, titleOf(expression.cel, error.message));
    if (error instanceof RangeError)
      throw new Fault('limit', titleOf(expression.cel, 'it needs too much memory.'));
    throw error;
  }
}

function titleOf(cel: string, message: string): string {
  const line = cel.replaceAll(/\s+/g, ' ');
  const short = line.length > 80 ? `${line.slice(0, 77)}…` : line;
  return `The expression ${short} failed: ${message}${message.endsWith('.') ? '' : '.'}`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

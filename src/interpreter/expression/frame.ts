/**
 * What compiled terms share: the frame they read, the shape of their code, and how a boolean is asked for.
 */
import type { Budget } from './limits.ts';
import type { Bindings } from './types.ts';
import { Fault, kindOf } from './value.ts';
import type { MapValue, Value } from './value.ts';

export interface Frame {
  readonly bindings: Bindings;
  /** Values of the variables of comprehensions and `cel.bind`, by slot. */
  readonly slots: (Value | undefined)[];
  readonly budget: Budget;
}
export type Run = (frame: Frame) => Value | undefined;

/** A compiled term. `optional`: it is an optional, so what is read from it may be absent (C2). */
export interface Code {
  readonly run: Run;
  readonly optional: boolean;
}
export interface Variable {
  readonly slot: number;
  readonly optional: boolean;
}
export type Variables = ReadonlyMap<string, Variable>;

/** Defines each key, so that `__proto__` is a key like any other. */
export function fromEntries(entries: readonly (readonly [string, Value])[]): MapValue {
  return Object.fromEntries(entries);
}

export function boolean(value: Value | undefined, source: string): boolean {
  if (typeof value === 'boolean') return value;
  throw new Fault('type', `${source} is ${kindOf(value)} where true or false is needed`);
}

/** A boolean, or the fault that came instead. Limits are never put aside. */
export function outcome(run: Run, frame: Frame, what: string): boolean | Fault {
  try {
    return operand(run(frame), what);
  } catch (error) {
    if (error instanceof Fault && error.kind !== 'limit') return error;
    throw error;
  }
}

export function operand(value: Value | undefined, what: string): boolean {
  if (typeof value === 'boolean') return value;
  throw new Fault('type', `${what} needs true or false, not ${kindOf(value)}`);
}

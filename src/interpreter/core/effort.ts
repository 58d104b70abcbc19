/**
 * What one moment of a run may cost, and what may be handed to Temporal at once. Owns the numbers and the counting.
 * The sandbox ends a workflow task after 5 s, and the server takes at most 4 MiB in one task, large values not counted,
 * which are kept outside: a task that fails for such a reason would fail for ever.
 *
 * EF1. A moment is all steps with the same time, and those that go on from them in the local lane: in Temporal, one
 *      workflow task.
 * EF2. Counted are things done, work of expressions and bytes handed on; never time, so that a replay counts the same.
 * EF3. What a moment has no room for is put off until the next event, at the latest that of a timer of 1 ms (ADR 0008).
 */
import type { RunError } from '../errors.ts';
import type { Json } from '../json.ts';
import type { RunState } from './state.ts';

/** Measured on a slow machine: at most a second; or 1 MiB of small values handed on, or 8 MiB of large ones. */
const roomOfMoment = 64_000_000;
const perLook = 3_000;
const perByte = 64;
/** Of what travels as a reference: that, and the work of writing it down. */
const perLargeByte = 8;
const perReference = 512 * perByte;
/** Bytes of a payload from which on a reference travels in its place. */
export const largeFrom = 16 * 1024;
/** Work of all expressions of one visit, which cannot be put off half-way. */
const roomOfVisit = 128_000_000;
/** Bytes of one value as JSON: what a sandbox can write down several times in one moment. */
export const largestValue = 16 * 1024 * 1024;

/** @param goesOn it is still the moment of the event before, though time has gone by */
export function enterMoment(state: RunState, at: number, goesOn: boolean): void {
  if (goesOn) state.moment.at = at;
  else if (state.moment.at !== at) state.moment = { at, effort: 0, visit: 0 };
  state.now = at;
}

export function hasRoom({ moment }: RunState): boolean {
  return moment.effort < roomOfMoment;
}

/** One more thing is done: a node is looked at, or ends. */
export function spendLook({ moment }: RunState): void {
  moment.effort += perLook;
  moment.visit = 0;
}

export function spendWork({ moment }: RunState, units: number): void {
  moment.effort += units;
  moment.visit += units;
}

/** A fault when the expressions of one visit have done more than may be done at once. */
export function checkVisit({ moment }: RunState): RunError | undefined {
  if (moment.visit < roomOfVisit) return undefined;
  return {
    type: 'expression',
    title: 'The expressions of one node do more work than they may together',
    detail: 'Spread them over several nodes, or use a program or a tool.',
    retryable: false,
  };
}

/** Counts what is handed to Temporal; a fault when it is larger than a value may be. */
export function checkSize(state: RunState, type: 'input' | 'output', value: Json): RunError | undefined {
  const bytes = bytesOf(JSON.stringify(value));
  if (bytes <= largestValue) {
    state.moment.effort += bytes < largeFrom ? bytes * perByte : perReference + bytes * perLargeByte;
    return undefined;
  }
  return {
    type,
    title: type === 'input' ? 'What the node is given is too large' : 'The output is too large',
    detail: `As JSON it may take ${largestValue} bytes and takes ${bytes}. Pass on less of it, or keep it elsewhere and pass on where it is.`,
    retryable: false,
  };
}

/** A character takes at most 3 bytes (a surrogate pair 4), so a short text need not be encoded. */
function bytesOf(text: string): number {
  return text.length <= 16_384 ? text.length : new TextEncoder().encode(text).length;
}

/**
 * Calls a function of the library: finds it, checks the arguments, runs it. Owns the sentences about wrong arguments.
 */
import type { Run } from './frame.ts';
import type { LibraryFunction, Param, ParamKind } from './functions/define.ts';
import { paramWords, signature } from './functions/define.ts';
import { library } from './functions/index.ts';
import { spendWork } from './limits.ts';
import { Fault, isList, isMap, isNumber, kindOf } from './value.ts';
import type { Value } from './value.ts';

export function callFunction(name: string, args: readonly Run[]): Run {
  const found = library.get(name);
  if (found === undefined) return unknown(name);
  if (!fits(found, args.length)) return wrongCount(found);
  return (frame) => {
    const values = args.map((run) => run(frame));
    found.params.forEach((param, index) => {
      if (index < values.length) check(found.name, param, values[index]);
    });
    spendWork(frame.budget, 1 + weight(values));
    return found.run(values, frame.budget);
  };
}

export function fits(found: LibraryFunction, count: number): boolean {
  const needed = found.params.filter((param) => param.optional !== true).length;
  return count >= needed && count <= found.params.length;
}

function unknown(name: string): Run {
  return () => {
    throw new Fault('type', `there is no function ${name}()`);
  };
}

function wrongCount(found: LibraryFunction): Run {
  return () => {
    throw new Fault('type', `${found.name}() is called as ${signature(found)}`);
  };
}

/** What reading the arguments costs, shallowly; functions that go deeper charge for that themselves. */
function weight(values: readonly (Value | undefined)[]): number {
  let sum = 0;
  for (const value of values) {
    if (typeof value === 'string' || isList(value)) sum += value.length;
    else if (value !== undefined && isMap(value)) sum += Object.keys(value).length;
  }
  return sum;
}

function check(name: string, param: Param, value: Value | undefined): void {
  if (value === undefined && param.absent === true) return;
  if (value !== undefined && accepts[param.kind](value)) return;
  const hint = value === undefined ? '; give a value for it with orValue()' : '';
  throw new Fault(
    'type',
    `${name}() needs ${paramWords[param.kind]} as ${param.name}, it is ${kindOf(value)}${hint}`,
  );
}

const accepts: Readonly<Record<ParamKind, (value: Value) => boolean>> = {
  any: () => true,
  string: (value) => typeof value === 'string',
  number: isNumber,
  bool: (value) => typeof value === 'boolean',
  list: isList,
  map: isMap,
  numbers: (value) => isList(value) && value.every(isNumber),
  strings: (value) => isList(value) && value.every((item) => typeof item === 'string'),
  measurable: (value) => typeof value === 'string' || isList(value) || isMap(value),
};

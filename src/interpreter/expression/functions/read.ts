/**
 * Typed reading of arguments that `call.ts` has checked already. A failure here is a mistake in the table.
 */
import { Fault, isList, isMap, isNumber } from '../value.ts';
import type { MapValue, Value } from '../value.ts';

type Argument = Value | undefined;

export function text(value: Argument): string {
  return typeof value === 'string' ? value : wrong();
}

export function items(value: Argument): readonly Value[] {
  return isList(value) ? value : wrong();
}

export function fields(value: Argument): MapValue {
  return isMap(value) ? value : wrong();
}

export function numeric(value: Argument): number | bigint {
  return isNumber(value) ? value : wrong();
}

/** A whole number, for positions and lengths. */
export function count(value: Argument): number {
  const plain = Number(numeric(value));
  if (!Number.isSafeInteger(plain)) throw new Fault('type', `${plain} is not a whole number`);
  return plain;
}

function wrong(): never {
  throw new TypeError('a function of the library reads an argument against its own declaration');
}

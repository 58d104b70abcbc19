/**
 * The workflows module: one workflow that serves every type, because the type is the name of the definition. Owns
 * nothing else; a named export would take a definition's place.
 */
import type { Json } from '../interpreter/sandbox.ts';
import { drive } from './driver.ts';
import type { RunInput } from './messages.ts';

export default function ostinato(input: RunInput): Promise<Json> {
  return drive(input);
}

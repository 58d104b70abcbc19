/**
 * How the run or a block ends: `complete` and `onError` as the plan has them (S13, S15). Owns their reading; `finally`
 * is a scope of its own.
 */
import type { Complete } from '../../plan.ts';
import type { Document } from '../document/definition.ts';
import type { Closing, Read } from '../model.ts';
import type { Path } from '../path.ts';
import { completeLocals } from './locals.ts';
import { reader, seeing, type Sight } from './reader.ts';

type Written = Pick<Document, 'complete' | 'onError'>;

/** @param path of the block, or of the definition; @param sight of what stands around it */
export function readClosing(
  { complete, onError }: Written,
  closing: Closing,
  path: Path,
  sight: Sight,
  reads: Read[],
): void {
  if (complete !== undefined) closing.complete = completeOf(complete, [...path, 'complete'], sight, reads);
  if (onError === 'finish') closing.letFinish = true;
}

function completeOf(
  complete: NonNullable<Written['complete']>,
  path: Path,
  sight: Sight,
  reads: Read[],
): Complete {
  if (complete === 'any') return { count: 1, rest: 'cancel' };
  const rest = complete.rest ?? 'cancel';
  if ('count' in complete) return { count: complete.count, rest };
  const counts = reader(seeing(sight, completeLocals), reads);
  return { when: counts.condition(complete.when, [...path, 'when']), rest };
}

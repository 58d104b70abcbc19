/** `cancel` (S18): what becomes of the named nodes. */
import type { KnownNode } from './graph.ts';
import type { Visit } from './state.ts';

export function cancelNodes(_visit: Visit, _document: Extract<KnownNode, { kind: 'cancel' }>): void {
  throw new Error('later');
}

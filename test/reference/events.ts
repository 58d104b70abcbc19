/** Events: who waits for them, and what is kept. */
import type { KnownNode } from './graph.ts';
import type { NamedEvent, Run, Visit } from './state.ts';

export function tryReceive(_visit: Visit): void {
  throw new Error('later');
}
export function send(_visit: Visit, _document: Extract<KnownNode, { kind: 'emit' }>): void {
  throw new Error('later');
}
export function receiveEvent(_run: Run, _event: NamedEvent): void {
  throw new Error('later');
}

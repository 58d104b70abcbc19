/** Blocks of plans by hand: maps, loops, and what else has scopes. Owns their defaults. */
import type { MapNode, RepeatNode, ScopePlan, Template } from '../../src/interpreter/plan.ts';
import { scopeOf } from './plan.ts';

type Node<N> = Omit<N, 'order' | 'join' | 'incoming' | 'outgoing' | 'solo'>;

export function map(
  name: string,
  items: Template,
  scope: ScopePlan,
  more: Partial<MapNode> = {},
): Node<MapNode> & { readonly solo: boolean } {
  const whole = scopeOf([]);
  return { name, kind: 'map', items, as: 'item', onItemError: 'fail', scope, whole, solo: true, ...more };
}

export function repeat(
  name: string,
  max: number,
  scope: ScopePlan,
  more: Partial<RepeatNode> = {},
): Node<RepeatNode> & { readonly solo: boolean } {
  const whole = scopeOf([]);
  return { name, kind: 'repeat', max, onMax: 'fail', as: 'turn', scope, whole, solo: true, ...more };
}

/** `test.fail` with the given type of error, or an echo. */
export function expr(cel: string, ...nodes: readonly string[]): Template {
  return { expr: { cel, nodes } };
}

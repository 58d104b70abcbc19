/**
 * Plans by hand for tests of the core, without the front half. Owns the defaults of nodes and edges.
 */
import type {
  AgainEdge,
  EdgePlan,
  Expression,
  ForwardEdge,
  NodePlan,
  Plan,
  RetryPlan,
  ScopePlan,
  Template,
} from '../../src/interpreter/plan.ts';

type Bare = NodePlan extends infer N
  ? N extends NodePlan
    ? Omit<N, Filled> & Partial<Pick<N, Filled & keyof N>>
    : never
  : never;
type Filled = 'order' | 'join' | 'incoming' | 'outgoing' | 'solo';

export const once: RetryPlan = { attempts: 1, backoffMs: 1_000, factor: 2, maxMs: 60_000, jitter: 0 };

export function planOf(scope: ScopePlan, more: Partial<Plan> = {}): Plan {
  return {
    planVersion: 1,
    name: 'by-hand',
    vars: [],
    limits: { cleanupMs: 60_000, parallel: 50 },
    hash: 'none',
    ...more,
    scope,
  };
}

/** Nodes and edges in the order of the text; incoming, outgoing, order and ends are filled in. */
export function scopeOf(
  nodes: readonly Bare[],
  edges: readonly EdgePlan[] = [],
  more: Partial<ScopePlan> = {},
): ScopePlan {
  const filled = nodes.map((node, index): NodePlan => {
    const incoming = edges.flatMap((edge, at) => (edge.to === index && edge.kind !== 'again' ? [at] : []));
    const outgoing = edges.flatMap((edge, at) => (edge.from === index ? [at] : []));
    return { order: index, join: 'live', solo: false, ...node, incoming, outgoing };
  });
  const ends = filled.flatMap((node, index) =>
    node.outgoing.every((edge) => edges[edge]?.kind === 'again') ? [index] : [],
  );
  return { nodes: filled, edges, ends, ...more };
}

export function value(of: string, v: Template): Bare {
  return { name: of, kind: 'let', values: [['v', v]] };
}

export function tool(name: string, more: Partial<Extract<NodePlan, { kind: 'tool' }>> = {}): Bare {
  const input: Template = { value: { node: name } };
  return {
    name,
    kind: 'tool',
    tool: 'test.echo',
    input,
    effect: 'idempotent',
    retry: once,
    ...more,
  };
}

export function human(name: string, outcomes: readonly string[] = ['ok']): Bare {
  return { name, kind: 'human', prompt: { value: `${name}?` }, outcomes, assignees: [], solo: true };
}

export function cel(text: string, ...nodes: readonly string[]): Expression {
  return { cel: text, nodes };
}

export function forward(from: number, to: number, more: Partial<ForwardEdge> = {}): ForwardEdge {
  return { kind: 'forward', from, to, on: ['success'], ...more };
}

export function again(
  from: number,
  to: number,
  max: number,
  region: readonly number[],
  more: Partial<AgainEdge> = {},
): AgainEdge {
  return { kind: 'again', from, to, on: ['success'], max, region, between: region, ...more };
}

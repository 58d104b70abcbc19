/** Keys of scripts that mean no node: misspelt, they would be passed over in silence. Owns how they are told. */
import type { NodePlan, Plan, ScopePlan } from '../interpreter/plan.ts';
import { suggest } from '../interpreter/suggest.ts';
import type { Script } from './script.ts';

interface Names {
  readonly nodes: ReadonlySet<string>;
  readonly agents: ReadonlySet<string>;
  readonly tools: ReadonlySet<string>;
}

/**
 * One sentence for each key; none where a definition makes graphs while it runs, whose names nobody knows yet.
 * @param visits more keys of the same kind, from `expect`
 */
export function unknownKeys(
  { fakes, failures, people, models, tools }: Script,
  plans: readonly Plan[],
  visits: object = {},
): readonly string[] {
  const nodes = plans.flatMap(({ scope }) => nodesIn(scope));
  if (nodes.some(({ kind }) => kind === 'plan' || kind === 'define')) return [];
  const agents = nodes.filter((node) => node.kind === 'agent');
  const names: Names = {
    nodes: new Set(nodes.map(({ name }) => name)),
    agents: new Set(agents.map(({ name }) => name)),
    tools: new Set([
      ...Object.keys(tools ?? {}),
      ...agents.flatMap((agent) => agent.tools.map(({ name }) => name)),
    ]),
  };
  const tables = { fakes, failures, people, models, 'expect.visits': visits };
  return Object.entries(tables).flatMap(([table, entries = {}]) =>
    Object.keys(entries).flatMap((key) => sentence(`${table}.${key}`, key, names)),
  );
}

function nodesIn(scope: ScopePlan): readonly NodePlan[] {
  const own = scope.nodes.flatMap((node) => [
    node,
    ...('scope' in node ? nodesIn(node.scope) : []),
    ...('whole' in node ? nodesIn(node.whole) : []),
    ...(node.compensate ? nodesIn(node.compensate) : []),
  ]);
  return scope.finally ? [...own, ...nodesIn(scope.finally)] : own;
}

/** `block/name`, `items#1[0]/name#2`, `agent/tool.name` */
function sentence(place: string, key: string, { nodes, agents, tools }: Names): readonly string[] {
  const parts = key.replaceAll(/#\d+(?:\[\d+\])?/g, '').split('/');
  const at = parts.findIndex((part) => !nodes.has(part));
  if (at < 0) return [];
  const ofAgent = agents.has(parts[at - 1] ?? '');
  const name = ofAgent ? parts.slice(at).join('/') : (parts[at] ?? '');
  if (ofAgent && tools.has(name)) return [];
  const near = suggest(name, ofAgent ? [...tools, ...nodes] : nodes);
  const hint = near === undefined ? '' : `: did you mean \`${near}\`?`;
  return [`${place}: there is no ${ofAgent ? 'tool' : 'node'} \`${name}\`${hint}`];
}

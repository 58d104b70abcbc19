/** What expressions see at a place of a run, and how its texts become values (S2, S4). */
import {
  type Bindings,
  type Evaluated,
  holds as holdsIn,
  type NodeValue,
  render as renderIn,
  scan,
} from '../../src/interpreter/expression/index.ts';
import { isObject, type Json, type JsonObject } from '../../src/interpreter/json.ts';
import type { Template } from '../../src/interpreter/plan.ts';
import { activeVisits, type Node, type Scope, type Visit } from './state.ts';

export function bindingsOf(scope: Scope, locals: JsonObject = {}): Bindings {
  const { run } = scope;
  return {
    input: run.input,
    vars: run.vars,
    nodes: Object.fromEntries(visible(scope).map((node) => [node.graph.name, valueOf(node)])),
    run: { id: 'run-1', workflow: run.workflow, version: 1, now: new Date(run.now).toISOString() },
    locals: { ...localsOf(scope), ...locals },
  };
}

/** The innermost last, so that it wins. */
function visible(scope: Scope): readonly Node[] {
  return [...(scope.outer ? visible(scope.outer) : []), ...scope.nodes];
}

function localsOf(scope: Scope): JsonObject {
  return { ...(scope.outer && localsOf(scope.outer)), ...scope.owner?.locals, ...scope.locals };
}

/** S2: the last resolution counts, and withdrawn visits do not. */
function valueOf(node: Node): NodeValue {
  const ended = node.visits.filter(({ status }) => status !== 'active' && status !== 'withdrawn');
  const visits = ended.map(seen);
  const last = node.whole ?? ended.at(-1);
  if (last === undefined) return { status: activeVisits(node).length > 0 ? 'running' : 'pending', visits };
  return { ...partsOf(last), visits };
}

function partsOf({ status, output, outcome, error }: Visit): Omit<NodeValue, 'visits'> {
  return {
    status,
    ...(status === 'succeeded' && output !== undefined && { output }),
    ...(outcome !== undefined && { outcome }),
    ...(error !== undefined && { error }),
  };
}

function seen(visit: Visit): JsonObject {
  return { visit: visit.number, ...(partsOf(visit) as unknown as JsonObject) };
}

export function render(scope: Scope, value: Json, locals?: JsonObject): Evaluated<Json | undefined> {
  return renderIn(templateOf(value), bindingsOf(scope, locals));
}

export function holds(scope: Scope, condition: string | boolean, locals?: JsonObject): Evaluated<boolean> {
  if (typeof condition === 'boolean') return { ok: true, value: condition };
  const template = templateOf(condition);
  const cel = 'expr' in template ? template.expr.cel : condition;
  return holdsIn({ cel, nodes: [] }, bindingsOf(scope, locals));
}

function templateOf(value: Json): Template {
  if (typeof value === 'string') return textOf(value);
  if (isObject(value))
    return { map: Object.entries(value).map(([key, item]) => [key, templateOf(item)] as const) };
  if (Array.isArray(value)) return { list: value.map(templateOf) };
  return { value };
}

function textOf(text: string): Template {
  const scanned = scan(text);
  if (!scanned.ok) throw new Error(`the reference needs a checked document: ${scanned.message}`);
  const alone = scanned.pieces.find(({ kind }) => kind === 'expr');
  if (scanned.whole && alone?.kind === 'expr') return { expr: { cel: alone.cel, nodes: [] } };
  return {
    text: scanned.pieces.map((piece) => (piece.kind === 'expr' ? { cel: piece.cel, nodes: [] } : piece.text)),
  };
}

/**
 * What expressions see of a run: the values of `nodes`, `vars`, `input` and `run` at one moment, and the faults of
 * expressions as errors of the run. Owns no evaluation (that is `expression/`).
 */
import type { Bindings, Evaluated, NodeValue } from '../expression/index.ts';
import { holds, render, renderText } from '../expression/index.ts';
import type { RunError } from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Expression, Template } from '../plan.ts';
import { checkVisit, spendWork } from './effort.ts';
import type { NodeState, RunState, ScopeState, VisitRecord, VisitRef } from './state.ts';
import { findVisit, frameOf, item, known, lastOf, scopePlan, scopeState, type Step } from './step.ts';

/** Where a text stands: in a scope, or at a visit of a node in it; both may have names of their own there (S9). */
export type Place = number | VisitRef | Sight;
export interface Sight {
  readonly scope: number;
  readonly locals: JsonObject;
}

export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: RunError };

export function valueOf(step: Step, place: Place, template: Template): Result<Json | undefined> {
  if ('value' in template) return { ok: true, value: template.value };
  return result(step, () => render(template, bindings(step, place, namesIn(template))));
}

export function textOf(step: Step, place: Place, template: Template): Result<string> {
  return result(step, () => renderText(template, bindings(step, place, namesIn(template))));
}

/** Texts in order; the first fault ends it. */
export function textsOf(step: Step, place: Place, templates: readonly Template[]): Result<readonly string[]> {
  const texts: string[] = [];
  for (const template of templates) {
    const text = textOf(step, place, template);
    if (!text.ok) return text;
    texts.push(text.value);
  }
  return { ok: true, value: texts };
}

export function isTrue(
  step: Step,
  place: Place,
  condition: Expression,
  locals?: JsonObject,
): Result<boolean> {
  return result(step, () => holds(condition, bindings(step, place, condition.nodes, locals)));
}

/** Renders named templates in order, left to right; the first fault ends it. Absent optionals leave their name out. */
export function valuesOf(
  step: Step,
  place: Place,
  entries: readonly (readonly [string, Template])[],
): Result<Record<string, Json>> {
  const values: Record<string, Json> = {};
  for (const [name, template] of entries) {
    const rendered = valueOf(step, place, template);
    if (!rendered.ok) return rendered;
    if (rendered.value !== undefined) values[name] = rendered.value;
  }
  return { ok: true, value: values };
}

function result<T>({ state }: Step, evaluate: () => Evaluated<T>): Result<T> {
  const error = checkVisit(state);
  if (error) return { ok: false, error };
  const evaluated = evaluate();
  if (evaluated.ok) return evaluated;
  return { ok: false, error: { type: 'expression', title: evaluated.title, retryable: false } };
}

function bindings(step: Step, place: Place, names: readonly string[], more?: JsonObject): Bindings {
  const { state } = step;
  const scope = typeof place === 'number' ? place : place.scope;
  const nodes: Record<string, NodeValue> = {};
  for (const name of names) {
    const node = findNode(step, scope, name);
    if (node) nodes[name] = nodeValue(state, node);
    // Made by `nodeAt` in the run around.
    else if (state.around?.[name] !== undefined) nodes[name] = state.around[name] as unknown as NodeValue;
  }
  return {
    ...frame(step, scope),
    nodes,
    run: { id: state.run.id, workflow: state.run.workflow, version: state.run.version, now: iso(state.now) },
    locals: { ...localsOf(step, scope), ...ownLocals(step, place), ...more },
    spend: (work) => spendWork(state, work),
  };
}

function ownLocals(step: Step, place: Place): JsonObject | undefined {
  if (typeof place === 'number') return undefined;
  return 'locals' in place ? place.locals : findVisit(step, place)?.locals;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** The run's `input` and `vars`, or those of the graph made at run time in which the scope lies. */
export function frame(
  step: Step,
  scope: number,
): { readonly input: Json; readonly vars: Record<string, Json> } {
  const id = frameOf(step, scope);
  return id === undefined ? step.state : known(step.state.frames[id], 'frame');
}

/** What an expression in the scope would see of a node, as JSON; for those who see it from another run. */
export function nodeAt(step: Step, scope: number, name: string): Json | undefined {
  const node = findNode(step, scope, name);
  if (!node) return step.state.around?.[name];
  const { status, output, outcome, error, visits } = nodeValue(step.state, node);
  return {
    status,
    ...(output !== undefined && { output }),
    ...(outcome !== undefined && { outcome }),
    ...(error !== undefined && { error: { ...error } }),
    visits: [...visits],
  };
}

export function localsAt(step: Step, scope: number): JsonObject {
  return localsOf(step, scope);
}

function localsOf(step: Step, scope: number): JsonObject {
  const { locals, parent } = scopeState(step, scope);
  if (!parent || parent.role === 'frame') return locals ?? {};
  return { ...localsOf(step, parent.scope), ...locals };
}

/** Names are unique along the chain of scopes (S1), so the first one found is the one meant. */
function findNode(step: Step, scope: number, name: string): NodeState | undefined {
  for (let at: ScopeState | undefined = scopeState(step, scope); at; ) {
    const index = indexesOf(scopePlan(step, at).nodes).get(name);
    if (index !== undefined) return item(at.nodes, index);
    at = at.parent && at.parent.role !== 'frame' ? scopeState(step, at.parent.scope) : undefined;
  }
  return undefined;
}

const indexes = new WeakMap<readonly { readonly name: string }[], ReadonlyMap<string, number>>();
function indexesOf(nodes: readonly { readonly name: string }[]): ReadonlyMap<string, number> {
  let index = indexes.get(nodes);
  if (!index) indexes.set(nodes, (index = new Map(nodes.map((node, at) => [node.name, at]))));
  return index;
}

function nodeValue(state: RunState, node: NodeState): NodeValue {
  const last = lastOf(node);
  return {
    status: node.current ? 'running' : (last?.status ?? 'pending'),
    ...(last && fieldsOf(last)),
    // Read by few expressions, so made only then.
    get visits() {
      spendWork(state, node.visits.length * perVisit);
      const visits = node.visits.filter((visit) => visit.status !== 'withdrawn');
      // Those of `join: each` may end in another order.
      return visits.sort((a, b) => a.visit - b.visit).map(visitValue);
    },
  };
}

/** Units of work (measured). */
const perVisit = 30;

function fieldsOf(visit: VisitRecord): Pick<NodeValue, 'output' | 'outcome' | 'error'> {
  if (visit.status === 'failed') return { error: visit.error };
  if (visit.status !== 'succeeded') return {};
  return {
    ...(visit.output !== undefined && { output: visit.output }),
    ...(visit.outcome !== undefined && { outcome: visit.outcome }),
  };
}

function visitValue(visit: VisitRecord): JsonObject {
  const { error, ...fields } = fieldsOf(visit);
  return { visit: visit.visit, status: visit.status, ...fields, ...(error && { error: { ...error } }) };
}

const names = new WeakMap<object, readonly string[]>();
function namesIn(template: Template): readonly string[] {
  let found = names.get(template);
  if (!found) names.set(template, (found = [...new Set(collect(template))]));
  return found;
}

function collect(template: Template): readonly string[] {
  if ('expr' in template) return template.expr.nodes;
  if ('text' in template)
    return template.text.flatMap((part) => (typeof part === 'string' ? [] : part.nodes));
  if ('list' in template) return template.list.flatMap(collect);
  if ('map' in template) return template.map.flatMap(([, value]) => collect(value));
  return [];
}

/** What the start of a node does, kind by kind (language, section 3). Blocks are opened in `blocks.ts`. */
import { parseDuration, parseInstant } from '../../src/interpreter/duration.ts';
import { isObject, type Json, type JsonObject } from '../../src/interpreter/json.ts';
import { addTo } from './adds.ts';
import { openBlock, whatThereIs } from './blocks.ts';
import { cancelNodes } from './cancel.ts';
import { tryReceive } from './events.ts';
import type { KnownNode } from './graph.ts';
import { failureOf, idOf, type Op, type Scope, type Visit } from './state.ts';
import { holds, render } from './values.ts';
import { endVisit, failScope, failVisit, stopScope } from './visits.ts';

type Of<K extends KnownNode['kind']> = Extract<KnownNode, { kind: K }>;

/** What counts in the window (S22): work under way outside. */
export function isWork({ kind }: KnownNode): boolean {
  return kind === 'tool' || kind === 'run' || kind === 'agent';
}

export function start(visit: Visit): void {
  const { document } = visit.node.graph;
  begin(visit, document);
  // That of work is kept by whoever does it.
  if (isWork(document)) {
    const { run } = visit.node.scope;
    run.ops = run.ops.filter((op) => op.visit !== visit || op.does !== 'timeout');
    return;
  }
  if (isTimed(visit)) return;
  if ('timeout' in document && document.timeout !== undefined && visit.status === 'active')
    addTimer(visit, 'timeout', parseDuration(document.timeout) ?? 0);
}

/** It has waited for a lock. */
function isTimed(visit: Visit): boolean {
  return visit.node.scope.run.ops.some((op) => op.visit === visit && op.does === 'timeout');
}

function begin(visit: Visit, document: KnownNode): void {
  switch (document.kind) {
    case 'tool':
      return callTool(visit, document);
    case 'run':
      return callProgram(visit, document);
    case 'let':
      return giveValues(visit, document.let);
    case 'set':
      return write(visit, document.set);
    case 'switch':
      return choose(visit, document);
    case 'human':
      return ask(visit, document);
    case 'wait':
      return wait(visit, document);
    case 'receive':
      return tryReceive(visit);
    case 'emit':
      return send(visit, document);
    case 'do':
    case 'map':
    case 'repeat':
      return openBlock(visit, document);
    case 'end':
      return end(visit, document);
    case 'fail':
      return fail(visit, document);
    case 'cancel':
      return cancelNodes(visit, document);
    case 'agent':
    case 'workflow':
    case 'plan':
    case 'define':
      throw new Error(`the reference does not know ${document.kind}`);
  }
}

/** Inputs are evaluated when a visit starts (S20); a text that fails fails the node that owns it (S15). */
function valued(visit: Visit, value: Json, use: (value: Json | undefined) => void): void {
  const rendered = render(visit.node.scope, value, visit.locals);
  if (rendered.ok) use(rendered.value);
  else failVisit(visit, 'expression', rendered.title);
}

export function addTimer(visit: Visit, does: Exclude<Op['does'], 'call'>, ms: number): void {
  const { run } = visit.node.scope;
  run.ops.push({ id: `${idOf(visit)}/${does}`, visit, does, due: run.now + ms, stopping: false });
}

export function addCall(visit: Visit, call: { readonly kind: string } & JsonObject): void {
  const { run } = visit.node.scope;
  const id = idOf(visit);
  run.ops.push({ id, visit, does: 'call', reply: run.world(id, call), due: 0, stopping: false });
}

function send(visit: Visit, { emit, key, data }: Of<'emit'>): void {
  const event = { name: emit, ...(key !== undefined && { key }), ...(data !== undefined && { data }) };
  valued(visit, event, (given) => addCall(visit, { kind: 'emit', event: given ?? null }));
}

function callTool(visit: Visit, { tool, input }: Of<'tool'>): void {
  valued(visit, { tool, input: input ?? {} }, (call) =>
    addCall(visit, { kind: 'tool', ...(call as JsonObject) }),
  );
}

function callProgram(visit: Visit, { run, shell, stdin, env, artifacts = {}, mount }: Of<'run'>): void {
  const argv = typeof run === 'string' ? [run] : run;
  const declared = Object.entries(artifacts).map(([name, file]) => [
    name,
    typeof file === 'string' ? { path: file } : file,
  ]);
  const given = {
    argv,
    env: env ?? {},
    ...(stdin !== undefined && { stdin }),
    ...(declared.length > 0 && { artifacts: Object.fromEntries(declared) as JsonObject }),
    ...(mount && { mount }),
  };
  valued(visit, given, (call) =>
    addCall(visit, { kind: 'run', shell: shell ?? false, ...(call as JsonObject) }),
  );
}

function giveValues(visit: Visit, values: JsonObject): void {
  valued(visit, values, (output) => endVisit(visit, { kind: 'outcome', output: output ?? {} }));
}

/** S20: all values are read before any is written; inside of items and `each` visits lists only grow, later. */
function write(visit: Visit, values: JsonObject): void {
  valued(visit, values, (written) => {
    const { scope } = visit.node;
    const given = Object.entries((written ?? {}) as JsonObject);
    const output: Record<string, Json> = {};
    for (const [name, value] of given) {
      const added = (value as { readonly add?: Json }).add ?? null;
      if (!isAdd(values[name])) scope.run.vars[name] = value;
      else if (!addTo(scope, visit, [{ name, value: added }])) output[name] = added;
      output[name] ??= scope.run.vars[name] ?? null;
    }
    endVisit(visit, { kind: 'outcome', output });
  });
}

function isAdd(value: Json | undefined): boolean {
  return isObject(value) && Object.keys(value).length === 1 && 'add' in value;
}

/** S18: the first true condition; without one there is no outcome. */
function choose(visit: Visit, document: Of<'switch'>): void {
  for (const [outcome, condition] of Object.entries(document.switch)) {
    const chosen = holds(visit.node.scope, condition, visit.locals);
    if (!chosen.ok) return failVisit(visit, 'expression', chosen.title);
    if (chosen.value) return endVisit(visit, { kind: 'outcome', outcome });
  }
  endVisit(visit, { kind: 'outcome' });
}

function ask(visit: Visit, { human, show, deadline }: Of<'human'>): void {
  valued(visit, { human, show: show ?? null }, () => {
    visit.awaits = 'answer';
    if (deadline?.after !== undefined) addTimer(visit, 'deadline', parseDuration(deadline.after) ?? 0);
  });
}

function wait(visit: Visit, { wait: spec }: Of<'wait'>): void {
  valued(visit, typeof spec === 'string' ? spec : spec.until, (given) => {
    const ms = typeof given === 'string' ? lengthOf(visit, typeof spec === 'string', given) : undefined;
    if (ms === undefined) failVisit(visit, 'expression', 'The wait has no length.');
    else addTimer(visit, 'wait', Math.max(0, ms));
  });
}

function lengthOf({ node }: Visit, isDuration: boolean, given: string): number | undefined {
  if (isDuration) return parseDuration(given);
  const until = parseInstant(given);
  return until === undefined ? undefined : until - node.scope.run.now;
}

/** S18: ends the scope, after what has been told to stop before (S21); without a value its `output` holds. */
function end(visit: Visit, document: Of<'end'>): void {
  valued(visit, document.end, (value) => {
    const scope = named(visit.node.scope, document.scope);
    const output = value === undefined || value === null ? whatThereIs(scope) : { ok: true as const, value };
    visit.endsScope = true;
    endVisit(visit, { kind: 'outcome' });
    scope.run.next.push(() => {
      if (!output.ok) failScope(scope, failureOf('expression', output.title, idOf(visit)));
      else
        stopScope(scope, { kind: 'succeeded', ...(output.value !== undefined && { output: output.value }) });
    });
  });
}

function fail(visit: Visit, document: Of<'fail'>): void {
  const { type, title } = document.fail;
  valued(visit, { type, title }, (given) => {
    const { type, title } = given as { readonly type: string; readonly title: string };
    visit.endsScope = true;
    failVisit(visit, type, title);
    const { error, node } = visit;
    if (error) node.scope.run.next.push(() => failScope(named(node.scope, document.scope), error));
  });
}

/** The nearest scope; or the one of the block of this name, of a map or a loop the whole; or the run. */
function named(scope: Scope, name: string | undefined): Scope {
  if (name === undefined) return scope;
  if (name === 'run') return scope.run.root;
  for (let visit = scope.owner; visit; visit = visit.node.scope.owner)
    if (visit.node.graph.name === name && visit.inside) return visit.inside;
  throw new Error(`no scope ${name} around ${scope.prefix}`);
}

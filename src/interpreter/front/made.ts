/**
 * Graphs and definitions that are made while a run goes on: by an agent, a program, a tool. Owns the ways in which they
 * may be given; they are then checked like any definition, and kept within bounds.
 */
import type { Catalogue } from '../catalogue.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import type { Allowed, Plan } from '../plan.ts';
import { collectFaults } from './faults.ts';
import { type Compiled, compileDefinition } from './front.ts';
import { maxNesting } from './limits.ts';
import { parseYaml } from './yaml/parse.ts';
import { readTree } from './yaml/tree.ts';

export interface MadeOptions {
  /** A whole definition is wanted, with a name of its own. */
  readonly define: boolean;
  readonly allow: Allowed;
  readonly catalogue: Catalogue;
}

export type Made =
  /** `text` is the definition that was compiled: what is registered for `define`. */
  | { readonly ok: true; readonly plan: Plan; readonly name: string; readonly text: string }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/**
 * @param source a mapping or list of nodes, `{ nodes, output, vars, input }` (or `phases` for `nodes`), a whole definition, or YAML or JSON text
 *   of any of these; with `define` only a whole definition
 */
export function compileGraph(source: Json, { define, allow, catalogue }: MadeOptions): Made {
  if (isDeeper(source, maxNesting)) return tooDeep();
  const text = typeof source === 'string' ? source : toText(source);
  if (define) return made(text, compileDefinition(text, catalogue, { within: allow }));
  const given = typeof source === 'string' ? fromText(source) : { value: source };
  // Text that cannot be read is told as it is.
  const whole = 'value' in given ? toText(definitionOf(given.value)) : text;
  return made(whole, compileDefinition(whole, catalogue, { within: allow }));
}

function made(text: string, { plan, diagnostics }: Compiled): Made {
  return plan ? { ok: true, plan, name: plan.name, text } : { ok: false, diagnostics };
}

function fromText(text: string): { readonly value: Json } | { readonly faulty: true } {
  const { source, tell } = parseYaml(text);
  const faults = collectFaults(source);
  tell(faults.report);
  if (faults.hasErrors()) return { faulty: true };
  const value = readTree(source, faults.report);
  return faults.hasErrors() ? { faulty: true } : { value };
}

const head = { ostinato: 1, name: 'plan' } as const;

function definitionOf(value: Json): Json {
  if (Array.isArray(value)) return { ...head, nodes: value };
  if (!isObject(value)) return value;
  return isWhole(value) ? { ...head, ...value } : { ...head, nodes: value };
}

/** A graph may have a node that is called `nodes` or `phases`; that one is of some kind, and its keys are no nodes. */
function isWhole({ nodes, phases }: JsonObject): boolean {
  return holdsNodes(nodes) || holdsNodes(phases);
}

function holdsNodes(nodes: Json | undefined): boolean {
  if (Array.isArray(nodes)) return true;
  return isObject(nodes) && Object.values(nodes).every((node) => isObject(node));
}

/** JSON is YAML, and the pictures of the diagnostics show it. */
function toText(value: Json): string {
  return JSON.stringify(value, undefined, 2);
}

function isDeeper(value: Json, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner: Json) => isDeeper(inner, levels - 1));
}

/** Before it is written as text, which would take its depth on the stack. */
function tooDeep(): Made {
  const faults = collectFaults(parseYaml('').source);
  const message = `Collections are nested more than ${maxNesting} levels deep.`;
  faults.report('OST504', { path: [] }, message, 'Make a flatter value.');
  return { ok: false, diagnostics: faults.list() };
}

/**
 * The front half, phase by phase: parse → shape → resolve → check → compile. Owns the order, and which phase runs in
 * spite of which faults; each phase has a place of its own.
 */
import type { Catalogue } from '../catalogue.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Allowed, Plan } from '../plan.ts';
import { amountsAreFine } from './amounts.ts';
import { type Code, codes } from './codes.ts';
import { assemble } from './compile/plan.ts';
import type { Document } from './document/definition.ts';
import type { Assign } from './document/keys.ts';
import { collectFaults, type Faults, type Report } from './faults.ts';
import { type Graphs, link, type ScopeGraph } from './graph/link.ts';
import { withdrawsRest } from './graph/cancels.ts';
import { type Adjacency, forEachReach, reversed } from './graph/reach.ts';
import { maxEdges, maxPlanBytes } from './limits.ts';
import type { Model } from './model.ts';
import { formatPath } from './path.ts';
import { resolve } from './resolve/resolve.ts';
import { doubts, rules, rulesOnWholeGraphs } from './rules/index.ts';
import { readShape } from './shape.ts';
import { writeOut } from './sugar/sugar.ts';
import { parseYaml } from './yaml/parse.ts';
import type { Source } from './yaml/source.ts';
import { readTree } from './yaml/tree.ts';

export interface Compiled {
  /** What could be read; with faults it may lack what they are about. */
  readonly document?: Document;
  /** Only without faults; warnings do not matter. */
  readonly plan?: Plan;
  /** At most 100 and a note of how many more, by place. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface CompileOptions {
  /** Who does the nodes of one run, in place of their kinds. */
  readonly assign?: Assign;
  /** The bounds of a graph that is made while a run goes on. */
  readonly within?: Allowed;
}

/** Every phase in order. User mistakes come back as diagnostics, all at once; nothing is thrown for them. */
export function compileDefinition(
  text: string,
  catalogue: Catalogue,
  options: CompileOptions = {},
): Compiled {
  const { document, faults } = parse(text, catalogue.tools);
  if (!document) return { diagnostics: faults.list() };
  const checked = check(document, catalogue, faults, options);
  if (!checked || faults.hasErrors()) return { document, diagnostics: faults.list() };
  const plan = assemble(checked.model, checked.graphs);
  checkSize(plan, faults.report);
  if (faults.hasErrors()) return { document, diagnostics: faults.list() };
  return { document, plan, diagnostics: faults.list() };
}

export interface Parsed {
  readonly source: Source;
  readonly document?: Document;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * YAML or JSON text → document, every key and shape of it checked; what it refers to is not.
 * @param tools whose kinds can be written
 */
export function parseDocument(text: string, tools: Catalogue['tools'] = []): Parsed {
  const { source, document, faults } = parse(text, tools);
  return { source, ...(document && { document }), diagnostics: faults.list() };
}

/** Names, expressions, graph. `source` is where the document was read from, for the places. */
export function checkDocument(
  source: Source,
  document: Document,
  catalogue: Catalogue,
): readonly Diagnostic[] {
  const faults = collectFaults(source).readAt(source.origin);
  check(document, catalogue, faults);
  return faults.list();
}

/** @param document that `checkDocument` has found without faults; throws for any other */
export function compilePlan(document: Document, catalogue: Catalogue): Plan {
  const model = resolve(document, catalogue, refuse);
  return assemble(model, link(model));
}

const refuse: Report = (code, place, message) => {
  if (codes[code].severity === 'warning') return;
  throw new Error(`compilePlan needs a checked document: ${code} at ${formatPath(place.path)}: ${message}`);
};

function parse(
  text: string,
  tools: Catalogue['tools'],
): { source: Source; document?: Document; faults: Faults } {
  const { source, tell } = parseYaml(text);
  const faults = collectFaults(source);
  tell(faults.report);
  if (faults.hasErrors()) return { source, faults };
  const tree = readTree(source, faults.report);
  if (faults.some(isGuesswork)) return { source, faults };
  const written = writeOut(tree, tools, faults.report);
  const placed = faults.readAt(written.origin);
  const document = readShape(written.tree, placed.report);
  return { source: { ...source, origin: written.origin }, faults: placed, ...(document && { document }) };
}

function check(
  document: Document,
  catalogue: Catalogue,
  faults: Faults,
  options: CompileOptions = {},
): { model: Model; graphs: Graphs } | undefined {
  const { report } = faults;
  if (!amountsAreFine(document, report)) return undefined;
  const model = resolve(document, catalogue, report, options);
  const graphs = link(model);
  tooManyEdges(graphs, report);
  const facts = { model, graphs };
  for (const rule of rules) rule(facts, report);
  const tooLarge = tooLargeRegions(graphs, report);
  if (!tooLarge && !faults.some(losesEdges)) for (const rule of rulesOnWholeGraphs) rule(facts, report);
  if (!faults.hasErrors()) for (const rule of doubts) rule(facts, report);
  return facts;
}

/** After these the text does not say what its author meant, and what follows would be guesswork. */
function isGuesswork(code: Code): boolean {
  return /^OST(?:10[134589]|506)$/.test(code);
}

/** Faults behind which an edge may be missing. */
function losesEdges(code: Code): boolean {
  return /^OST(?:20[1-6]|21[13]|30[12367]|401|405|409|410)$/.test(code);
}

/**
 * Every `again` edge carries its region, and every join with `rest: cancel` what it withdraws, so that many of them in a
 * row would make the plan grow with their square.
 */
function tooLargeRegions(graphs: Graphs, report: Report): boolean {
  const large = [...graphs.values()].filter((graph) => setBack(graph) > maxEdges);
  for (const { scope } of large) {
    const message = 'The loops and races of this scope set too much back.';
    const hint = 'Put loops and races that follow each other into blocks (`do`) of their own.';
    report('OST503', { path: scope.path, mark: 'key' }, message, hint);
  }
  return large.length > 0;
}

/** How many nodes all its loops and races together set back at most. */
function setBack({ scope, links, next, order }: ScopeGraph): number {
  const targets = links.flatMap((edge) => (edge.kind === 'again' ? [edge.to] : []));
  const joins = scope.nodes.filter(withdrawsRest).map(({ index }) => index);
  const withdrawn = joins.length === 0 ? 0 : reached(reversed(next), [...order].reverse(), joins);
  return reached(next, order, targets) + withdrawn;
}

function reached(next: Adjacency, order: readonly number[], sources: readonly number[]): number {
  let total = 0;
  forEachReach(next, order, sources, (_, reaches) => {
    for (const index of order) if (reaches(index)) total++;
  });
  return total;
}

function tooManyEdges(graphs: Graphs, report: Report): void {
  for (const { scope, tooMany, links } of graphs.values()) {
    if (!tooMany && links.length <= maxEdges) continue;
    const hint = 'Let many readers read one node that gathers, and read variables in few places.';
    report(
      'OST503',
      { path: scope.path, mark: 'key' },
      `There are more than ${maxEdges} edges between these nodes.`,
      hint,
    );
  }
}

function checkSize(plan: Plan, report: Report): void {
  const bytes = new TextEncoder().encode(JSON.stringify(plan)).length;
  if (bytes <= maxPlanBytes) return;
  const message = `The plan is ${(bytes / 1024 / 1024).toFixed(1)} MiB; at most 8 MiB are run.`;
  report(
    'OST503',
    { path: [] },
    message,
    'Split the definition, or move large texts into programs or tools.',
  );
}

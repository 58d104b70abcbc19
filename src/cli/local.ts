/**
 * Definitions compiled here, without a server. Owns where the catalogue comes from then: the tools, secrets and model
 * of this environment, as a worker started in it would have them.
 */
import type { Catalogue, ToolEntry } from '../interpreter/catalogue.ts';
import type { Diagnostic } from '../interpreter/diagnostic.ts';
import { isObject, type Json } from '../interpreter/json.ts';
import type { Plan } from '../interpreter/plan.ts';
import { readConfig } from '../config.ts';
import { UsageError } from './failure.ts';
import { readDefinition } from './files.ts';
import { remark } from './output.ts';
import { countText, diagnosticsText } from './print/diagnostics.ts';

export interface LocalDefinition {
  readonly file: string;
  readonly text: string;
  readonly plan: Plan;
  readonly catalogue: Catalogue;
}

export async function localCatalogue(): Promise<Catalogue> {
  const { toolModules, secrets, model } = readConfig(process.env);
  const [{ toCatalogue }, { loadTools }] = await Promise.all([
    import('../activities/catalogue.ts'),
    import('../activities/tools/registry.ts'),
  ]);
  return toCatalogue(await loadTools(toolModules), Object.keys(secrets), model);
}

export async function checkLocally(text: string, catalogue: Catalogue): Promise<readonly Diagnostic[]> {
  const { compileDefinition } = await import('../interpreter/index.ts');
  return compileDefinition(text, catalogue).diagnostics;
}

/** The plan of a file; faults are shown as a compiler shows them, and fail the command. */
export async function compileFile(file: string, adapt?: Adapt): Promise<LocalDefinition> {
  return compileText(file, await readDefinition(file), adapt);
}

/** What a definition names of a catalogue. */
export interface Named {
  readonly tools: readonly string[];
  readonly secrets: readonly string[];
}
export type Adapt = (catalogue: Catalogue, named: Named) => Catalogue;

export async function compileText(
  file: string,
  text: string,
  adapt: Adapt = (catalogue) => catalogue,
): Promise<LocalDefinition> {
  const { compileDefinition, parseDocument } = await import('../interpreter/index.ts');
  // A document is plain JSON.
  const catalogue = adapt(await localCatalogue(), namedIn(parseDocument(text).document as Json | undefined));
  const { plan, diagnostics } = compileDefinition(text, catalogue);
  if (plan) return { file, text, plan, catalogue };
  remark(`${diagnosticsText(diagnostics, file)}\n`);
  throw new UsageError(`${file}: ${countText(diagnostics)}`);
}

/** The catalogue, and beside it what is named: for looking at a definition where nothing of it is really done. */
export function assuming(catalogue: Catalogue, { tools, secrets }: Named): Catalogue {
  const known = new Set(catalogue.tools.map(({ name }) => name));
  const assumed = [...new Set(tools)].filter((name) => !known.has(name)).map(assumedTool);
  return {
    tools: [...catalogue.tools, ...assumed],
    secrets: [...new Set([...catalogue.secrets, ...secrets])],
    defaultModel: catalogue.defaultModel ?? 'compatible/assumed',
  };
}

function assumedTool(name: string): ToolEntry {
  return { name, description: 'Not known here', input: true, effect: 'idempotent', quick: false };
}

function namedIn(value: Json | undefined): Named {
  if (Array.isArray(value)) return joined((value as readonly Json[]).map(namedIn));
  if (!isObject(value)) return { tools: [], secrets: [] };
  const { secrets, tool, tools } = value;
  const own = {
    tools: texts([tool ?? null, ...(Array.isArray(tools) ? (tools as readonly Json[]) : [])]),
    secrets: isObject(secrets) ? texts(Object.values(secrets)) : [],
  };
  return joined([own, ...Object.values(value).map(namedIn)]);
}

function texts(values: readonly Json[]): readonly string[] {
  return values.filter((value) => typeof value === 'string');
}

function joined(parts: readonly Named[]): Named {
  return { tools: parts.flatMap(({ tools }) => tools), secrets: parts.flatMap(({ secrets }) => secrets) };
}

/**
 * Definitions compiled here, without a server. Owns where the catalogue comes from then: the tools, secrets and model
 * of this environment, as a worker started in it would have them.
 */
import type { Catalogue } from '../interpreter/catalogue.ts';
import type { Diagnostic } from '../interpreter/diagnostic.ts';
import type { Plan } from '../interpreter/plan.ts';
import { readConfig } from '../config.ts';
import { UsageError } from './failure.ts';
import { readText } from './files.ts';
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
export async function compileFile(
  file: string,
  adapt: (catalogue: Catalogue, text: string) => Catalogue = (catalogue) => catalogue,
): Promise<LocalDefinition> {
  const text = await readText(file);
  const catalogue = adapt(await localCatalogue(), text);
  const { compileDefinition } = await import('../interpreter/index.ts');
  const { plan, diagnostics } = compileDefinition(text, catalogue);
  if (plan) return { file, text, plan, catalogue };
  remark(`${diagnosticsText(diagnostics, file)}\n`);
  throw new UsageError(`${file}: ${countText(diagnostics)}`);
}

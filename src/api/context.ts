/** What the routes are given, and what several of them need. Owns no route. */
import type { Orchestrator } from '../client/orchestrator.ts';
import type { Config } from '../config.ts';
import type { Catalogue } from '../interpreter/catalogue.ts';
import type { Diagnostic } from '../interpreter/diagnostic.ts';
import type { Plan } from '../interpreter/plan.ts';
import type { Assign } from '../interpreter/index.ts';
import { suggest } from '../interpreter/suggest.ts';
import type { Logger } from '../log.ts';
import type { RemoteCodec } from '../payloads/remote-codec.ts';
import type { ArtifactStore } from '../store/artifacts.ts';
import type { ResultCache } from '../store/cache.ts';
import type { DefinitionStore, StoredDefinition } from '../store/definitions.ts';
import { ApiError } from './problem.ts';

/** `plan` is there exactly when no diagnostic is an error. */
export interface Compiled {
  readonly plan?: Plan;
  readonly diagnostics: readonly Diagnostic[];
}

/** `assign`: who does the nodes of one run. */
export interface CompileOptions {
  readonly assign?: Assign;
}

export interface AppDeps {
  readonly orchestrator: Orchestrator;
  readonly definitions: DefinitionStore;
  readonly cache: ResultCache;
  readonly artifacts: ArtifactStore;
  readonly codec: RemoteCodec;
  readonly catalogue: Catalogue;
  readonly compile: (text: string, catalogue: Catalogue, options?: CompileOptions) => Compiled;
  readonly config: Config;
  readonly logger: Logger;
}

/** The stored definition, or a 404 that says what there is. */
export async function findDefinition(
  { definitions }: AppDeps,
  name: string,
  version: number | undefined,
): Promise<StoredDefinition> {
  const found = await definitions.get(name, version);
  if (found) return found;
  const current = version === undefined ? undefined : await definitions.get(name);
  if (current) {
    const count = (await definitions.versions(name)).length;
    throw new ApiError('workflow-unknown', `${name} has no version ${version}; its newest is ${count}.`);
  }
  const near = suggest(
    name,
    (await definitions.list()).map((definition) => definition.name),
  );
  const hint = near === undefined ? 'Post its definition first.' : `Did you mean ${near}?`;
  throw new ApiError('workflow-unknown', `There is no workflow ${JSON.stringify(name)}. ${hint}`);
}

/** The plan of a text; a 422 with all diagnostics where it has faults. */
export function planOf(
  { compile, catalogue }: AppDeps,
  text: string,
  options: CompileOptions = {},
): { plan: Plan; warnings: readonly Diagnostic[] } {
  const { plan, diagnostics } = compile(text, catalogue, options);
  if (plan) return { plan, warnings: diagnostics };
  const count = diagnostics.filter(({ severity }) => severity === 'error').length;
  const places = count === 1 ? 'One place of the definition is' : `${count} places of the definition are`;
  throw new ApiError(
    'definition-invalid',
    `${places} wrong; mend what diagnostics names and send it again.`,
    {
      diagnostics,
    },
  );
}

/** What `simulate` and `test` have in common: a definition and those it runs, compiled for trying out. */
import { dirname, resolve } from 'node:path';
import type { Catalogue } from '../interpreter/catalogue.ts';
import { isObject, type Json } from '../interpreter/json.ts';
import type { Plan } from '../interpreter/plan.ts';
import type { Trial } from '../simulate/simulate.ts';
import type { Read, Script } from '../simulate/script.ts';
import { UsageError } from './failure.ts';
import { compileFile } from './local.ts';

/** @param others files of definitions that `workflow` nodes run */
export async function prepareTrial(
  file: string,
  others: readonly string[],
  script: Pick<Script, 'tools'>,
): Promise<Omit<Trial, 'input' | 'script'>> {
  const { parseDocument } = await import('../interpreter/index.ts');
  const adapt = (catalogue: Catalogue, text: string) =>
    withFakes(catalogue, parseDocument(text).document as Json | undefined, script);
  const { plan, catalogue } = await compileFile(file, adapt);
  const definitions: Record<string, Plan> = {};
  for (const other of others) {
    const compiled = await compileFile(other, adapt);
    definitions[compiled.plan.name] = compiled.plan;
  }
  // A definition that runs itself runs itself.
  definitions[plan.name] ??= plan;
  return { plan, catalogue, definitions };
}

/** Files that are named in a file stand beside it. */
export function beside(file: string, name: string): string {
  return resolve(dirname(file), name);
}

/** Nothing is really called: a tool may be known by its fake alone, and secrets and models need not be there. */
function withFakes(
  catalogue: Catalogue,
  document: Json | undefined,
  { tools = {} }: Pick<Script, 'tools'>,
): Catalogue {
  const known = new Set(catalogue.tools.map(({ name }) => name));
  const faked = Object.keys(tools).filter((name) => !known.has(name));
  const made = faked.map((name) => ({
    name,
    description: 'Known by its fake',
    input: true,
    effect: 'idempotent',
    quick: false,
  })) satisfies Catalogue['tools'];
  return {
    tools: [...catalogue.tools, ...made],
    secrets: [...new Set([...catalogue.secrets, ...secretsIn(document)])],
    defaultModel: catalogue.defaultModel ?? 'compatible/simulated',
  };
}

function secretsIn(value: Json | undefined): readonly string[] {
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap(secretsIn);
  if (!isObject(value)) return [];
  const { secrets, ...rest } = value;
  const own = isObject(secrets) ? Object.values(secrets).filter((name) => typeof name === 'string') : [];
  return [...own, ...Object.values(rest).flatMap(secretsIn)];
}

/** The value, or a fault of whoever wrote the file. */
export function accepted<T>(read: Read<T>, file: string): T {
  if (read.ok) return read.value;
  throw new UsageError(read.faults.map((fault) => `${file}: ${fault}`).join('\n'));
}

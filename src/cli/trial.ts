/** What `simulate` and `test` have in common: a definition and those it runs, compiled for trying out. */
import { dirname, resolve } from 'node:path';
import type { Catalogue } from '../interpreter/catalogue.ts';
import type { Plan } from '../interpreter/plan.ts';
import type { Trial } from '../simulate/simulate.ts';
import type { Read, Script } from '../simulate/script.ts';
import { UsageError } from './failure.ts';
import { assuming, compileFile, type Named } from './local.ts';

/** @param others files of definitions that `workflow` nodes run */
export async function prepareTrial(
  file: string,
  others: readonly string[],
  script: Pick<Script, 'tools'>,
): Promise<Omit<Trial, 'input' | 'script'> & { readonly definitions: Readonly<Record<string, Plan>> }> {
  const faked = Object.keys(script.tools ?? {});
  const adapt = (catalogue: Catalogue, named: Named) => assuming(catalogue, { ...named, tools: faked });
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

/** The value, or a fault of whoever wrote the file. */
export function accepted<T>(read: Read<T>, file: string): T {
  if (read.ok) return read.value;
  throw faulty(read.faults, file);
}

/** Keys that mean no node are faults of whoever wrote the file. */
export function refuseUnknown(faults: readonly string[], file: string): void {
  if (faults.length > 0) throw faulty(faults, file);
}

function faulty(faults: readonly string[], file: string): UsageError {
  return new UsageError(faults.map((fault) => `${file}: ${fault}`).join('\n'));
}

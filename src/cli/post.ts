/** Sends the definition in a file. Owns how its warnings and faults are shown. */
import type { OstinatoClient } from '../client/http-client.ts';
import { ProblemError } from '../client/http-errors.ts';
import type { WorkflowReceipt } from '../client/wire.ts';
import type { Diagnostic } from '../interpreter/diagnostic.ts';
import { UsageError } from './failure.ts';
import { formatOf, readDefinition } from './files.ts';
import { remark } from './output.ts';
import { countText, diagnosticsText } from './print/diagnostics.ts';

export async function postFile(client: OstinatoClient, file: string, json?: true): Promise<WorkflowReceipt> {
  const text = await readDefinition(file);
  const receipt = await withFaults(file, text, () => client.put(text, formatOf(file)), json);
  if (!json) remark(diagnosticsText(receipt.warnings, file));
  return receipt;
}

/** Shows the diagnostics of a refused definition before it fails; machines find them in the problem. */
export async function withFaults<T>(
  file: string,
  text: string,
  send: () => Promise<T>,
  json?: true,
): Promise<T> {
  try {
    return await send();
  } catch (error) {
    const faults = json ? undefined : await diagnosticsOf(error, text);
    if (faults === undefined) throw error;
    remark(`${diagnosticsText(faults, file)}\n`);
    throw new UsageError(`${file}: ${countText(faults)}`, 'usage', { cause: error });
  }
}

/** Why the definition `text` was refused; undefined where something else went wrong. */
export async function diagnosticsOf(
  error: unknown,
  text: string,
): Promise<readonly Diagnostic[] | undefined> {
  if (!(error instanceof ProblemError)) return undefined;
  if (error.problem.type !== '/problems/too-large') return error.problem.diagnostics;
  // The server refuses by size and reads nothing; the checker has the diagnostic for it (settled 15).
  const { compileDefinition } = await import('../interpreter/index.ts');
  return compileDefinition(text, { tools: [], secrets: [] }).diagnostics;
}

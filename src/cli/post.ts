/** Posts the definition in a file. Owns how its warnings and faults are shown. */
import type { OstinatoClient } from '../client/http-client.ts';
import { ProblemError } from '../client/http-errors.ts';
import { formatOf, readText } from './files.ts';
import { remark } from './output.ts';
import { diagnosticsText } from './print/diagnostics.ts';

/** The name under which it is stored. */
export async function postFile(client: OstinatoClient, file: string, json?: true): Promise<string> {
  const text = await readText(file);
  const { name, warnings } = await withFaults(file, () => client.put(text, formatOf(file)), json);
  if (!json) remark(diagnosticsText(warnings, file));
  return name;
}

/** Shows the diagnostics of a refused definition before it fails; machines find them in the problem. */
export async function withFaults<T>(file: string, send: () => Promise<T>, json?: true): Promise<T> {
  try {
    return await send();
  } catch (error) {
    const faults = error instanceof ProblemError ? (error.problem.diagnostics ?? []) : [];
    if (!json) remark(diagnosticsText(faults, file));
    throw error;
  }
}

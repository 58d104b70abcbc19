/**
 * The environment of a program: an allow-list, never the worker's own. Owns its lines and their order.
 */
import type { RunCall } from '../../interpreter/call.ts';
import type { Attempt } from '../attempt.ts';
import { resolveSecret, type SecretSource } from '../secrets.ts';

const passedOn = ['PATH', 'HOME', 'LANG'];
const folderVariable = 'OSTINATO_FOLDER';

export interface Folders {
  readonly folder: string;
  /** Where the program puts what is for the moment; absent = where the worker does. */
  readonly tmp?: string | undefined;
}

/** The node's own lines win over what is passed on; ours win over all. */
export function environmentOf(
  call: RunCall,
  attempt: Attempt,
  { folder, tmp = process.env['TMPDIR'] }: Folders,
  secret: SecretSource,
): Record<string, string> {
  const secrets = Object.entries(call.secrets).map(([variable, name]) => [
    variable,
    resolveSecret(secret, name),
  ]);
  return {
    ...inherited(),
    ...(tmp !== undefined && { TMPDIR: tmp }),
    ...call.env,
    ...Object.fromEntries(secrets),
    OSTINATO_IDEMPOTENCY_KEY: call.key,
    OSTINATO_RUN: attempt.runId,
    OSTINATO_NODE: attempt.node,
    OSTINATO_ATTEMPT: String(attempt.number),
    [folderVariable]: folder,
  };
}

/** The line by which a program and all that it starts are known: no two attempts share a folder. */
export function markOf(folder: string): string {
  return `${folderVariable}=${folder}`;
}

function inherited(): Record<string, string> {
  const lines = passedOn.map((name) => [name, process.env[name]] as const);
  return Object.fromEntries(lines.filter((line): line is [string, string] => line[1] !== undefined));
}

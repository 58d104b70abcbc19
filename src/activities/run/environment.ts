/**
 * The environment of a program: an allow-list, never the worker's own. Owns its lines and their order.
 */
import type { RunCall } from '../../interpreter/call.ts';
import type { Attempt } from '../attempt.ts';
import { resolveSecret, type SecretSource } from '../secrets.ts';

const passedOn = ['PATH', 'HOME', 'LANG', 'TMPDIR'];
const folderVariable = 'OSTINATO_FOLDER';

/** The node's own lines win over what is passed on; ours win over all. */
export function environmentOf(
  call: RunCall,
  attempt: Attempt,
  folder: string,
  secret: SecretSource,
): Record<string, string> {
  const secrets = Object.entries(call.secrets).map(([variable, name]) => [
    variable,
    resolveSecret(secret, name),
  ]);
  return {
    ...inherited(),
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

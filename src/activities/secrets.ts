/**
 * Resolves the name of a secret at the last moment. Owns the error that says how to configure one; values go nowhere
 * but to who asked.
 */
import { lasting } from './call-error.ts';

export type SecretSource = (name: string) => string | undefined;

export function resolveSecret(source: SecretSource, name: string): string {
  const value = source(name);
  if (value !== undefined) return value;
  throw lasting('secret', `The secret \`${name}\` is not configured on this worker`, {
    detail: `Name its variable in OSTINATO_SECRETS, as in \`${name}=MY_VARIABLE\`, and set that variable.`,
  });
}

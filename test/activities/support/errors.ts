/** The error that an attempt is expected to throw. */
import { CallError } from '../../../src/activities/call-error.ts';

export async function errorOf(promise: Promise<unknown>): Promise<CallError> {
  const thrown: unknown = await promise.then(
    (value) => new Error(`expected an error, got ${JSON.stringify(value)}`),
    (error: unknown) => error,
  );
  if (thrown instanceof CallError) return thrown;
  throw thrown;
}

/** A start that cannot succeed as things are. The message says what to do; no stack is of any help. */
export class LaunchError extends Error {
  override readonly name = 'LaunchError';
}

/**
 * Ways to listen to a signal that leave nothing behind. Node keeps what `AbortSignal.any` and `AbortSignal.timeout` give
 * alive while anybody listens to it, and with it all that the listener knows: a worker that does millions of calls must
 * not. Owns no reason to abort.
 */

export interface Linked {
  /** Aborted with the outer signal, or by `abort`. */
  readonly signal: AbortSignal;
  readonly abort: (reason: unknown) => void;
  /** Hears the outer signal no more. */
  readonly unlink: () => void;
}

export function linkedTo(outer: AbortSignal): Linked {
  const controller = new AbortController();
  const follow = () => controller.abort(outer.reason);
  if (outer.aborted) follow();
  outer.addEventListener('abort', follow, { once: true });
  return {
    signal: controller.signal,
    abort: (reason) => controller.abort(reason),
    unlink: () => outer.removeEventListener('abort', follow),
  };
}

/** What the work gives, or the reason of the abort when that comes first; the work is then left to itself. */
export async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

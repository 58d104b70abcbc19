/**
 * The life of a process that serves: what was opened is closed in reverse, once, whether the end comes by a signal, by
 * a part that fails or by a start that does not succeed. Owns the order; each part knows how to close itself.
 */
import { LaunchError } from '../launcher/launch-error.ts';
import type { Logger } from '../log.ts';

export interface Lifetime {
  /** Registers what to do at the end. When the end has begun already, does it at once. */
  defer(part: string, close: () => Promise<unknown>): Promise<void>;
  /** Ends this life when the part ends by itself: resolving is as unexpected as rejecting. */
  watch(part: string, ended: Promise<unknown>): void;
}

const signals = ['SIGINT', 'SIGTERM'] as const;
/** What a shell reports of a process that a second Ctrl-C ended. */
const interruptedExit = 130;

/**
 * Runs `start`, then waits until somebody asks for the end (SIGINT, SIGTERM) or a part fails, and closes all parts.
 * Rejects with the failure of the start or the part. A second signal ends the process at once.
 */
export async function live(logger: Logger, start: (life: Lifetime) => Promise<void>): Promise<void> {
  const closers: { part: string; close: () => Promise<unknown> }[] = [];
  let ending = false;
  const failed = Promise.withResolvers<never>();
  const asked = Promise.withResolvers<void>();
  const onSignal = (signal: NodeJS.Signals) => {
    if (ending) process.exit(interruptedExit);
    ending = true;
    logger.info({ signal }, 'stopping');
    asked.resolve();
  };
  for (const signal of signals) process.on(signal, onSignal);
  const life: Lifetime = {
    defer: async (part, close) => {
      if (!ending) closers.push({ part, close });
      else await close();
    },
    watch: (part, ended) => {
      void ended.then(
        () =>
          ending ||
          failed.reject(
            new LaunchError(`${part} ended unexpectedly. Start again: the runs go on where they stood.`),
          ),
        (error: unknown) => ending || failed.reject(error),
      );
    },
  };
  const started = start(life);
  try {
    await Promise.race([started.then(() => asked.promise), asked.promise, failed.promise]);
  } finally {
    ending = true;
    await closeAll(closers, logger);
    // A start that was overtaken by the end closes what it opens until then, and may fail on what is closed already.
    await started.catch((error: unknown) => logger.debug({ err: error }, 'start ended early'));
    for (const signal of signals) process.off(signal, onSignal);
  }
}

/** A part that cannot be closed does not keep the others open. */
async function closeAll(
  closers: readonly { part: string; close: () => Promise<unknown> }[],
  logger: Logger,
): Promise<void> {
  for (const { part, close } of [...closers].reverse()) {
    logger.debug({ part }, 'closing');
    await close().catch((error: unknown) => logger.error({ part, err: error }, 'could not be closed'));
  }
}

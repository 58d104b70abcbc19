/** Makes the Temporal SDK of this process ours: its log goes into our log, signals are left to us. */
import { ApplicationFailure } from '@temporalio/common';
import { type LogMetadata, Runtime } from '@temporalio/worker';
import type { Logger } from '../log.ts';

/** Once per process, right before its connection is made: a runtime that nobody uses keeps the process alive. */
export function installRuntime(logger: Logger): void {
  Runtime.install({
    logger: {
      log: (level, message, meta) => logger[pinoLevel[level]](told(meta), message),
      trace: (message, meta) => logger.trace(told(meta), message),
      debug: (message, meta) => logger.debug(told(meta), message),
      info: (message, meta) => logger.debug(told(meta), message),
      warn: (message, meta) => logger.warn(told(meta), message),
      error: (message, meta) => logger.error(told(meta), message),
    },
    telemetryOptions: { logging: { forward: {}, filter: { core: 'WARN', other: 'ERROR' } } },
    // `lifetime.ts` hears the signals and closes the parts in order.
    shutdownSignals: [],
  });
}

/** What a program printed, or a service answered, stands in the details of a failure: they are the run's, not the log's. */
function told(meta: LogMetadata = {}): LogMetadata {
  const { error } = meta;
  if (!(error instanceof ApplicationFailure)) return meta;
  const { type, message, nonRetryable } = error;
  return { ...meta, error: { type, message, nonRetryable } };
}

/** What the SDK tells at `info` is about itself (a worker's states), of use only to who looks for a fault. */
const pinoLevel = { TRACE: 'trace', DEBUG: 'debug', INFO: 'debug', WARN: 'warn', ERROR: 'error' } as const;

/** What every process that serves begins with: settings, log, and a life that ends in order. */
import { readConfig } from '../config.ts';
import { createLogger } from '../log.ts';
import { live } from './lifetime.ts';
import type { Service } from './service.ts';

/** From the end of all parts to that of the process, whatever is still open. */
const lingerMs = 1_000;

/** Resolves when the process was asked to stop and all parts are closed. Rejects when a part fails. */
export async function serve(start: (service: Service) => Promise<void>): Promise<void> {
  const config = readConfig(process.env);
  const logger = createLogger(config.log);
  try {
    await live(logger, (life) => start({ config, logger, life, say, mock: false }));
  } finally {
    // A tool that hears of no end holds timers and connections, and they would hold the process.
    setTimeout(() => process.exit(), lingerMs).unref();
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

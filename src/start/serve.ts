/** What every process that serves begins with: settings, log, and a life that ends in order. */
import { readConfig } from '../config.ts';
import { createLogger } from '../log.ts';
import { live } from './lifetime.ts';
import type { Service } from './service.ts';

/** Resolves when the process was asked to stop and all parts are closed. Rejects when a part fails. */
export async function serve(start: (service: Service) => Promise<void>): Promise<void> {
  const config = readConfig(process.env);
  const logger = createLogger(config.log);
  await live(logger, (life) => start({ config, logger, life, say, mock: false }));
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

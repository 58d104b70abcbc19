/** Makes the logger: readable lines in a terminal, JSON lines elsewhere, always on stderr. Owns no messages. */
import { type Logger, pino, transport } from 'pino';
import type { Config } from './config.ts';

export type { Logger } from 'pino';

export function createLogger(level: Config['log']): Logger {
  const stderr = 2;
  if (!process.stderr.isTTY) return pino({ level }, pino.destination({ dest: stderr, sync: true }));
  const options = { destination: stderr, ignore: 'pid,hostname', translateTime: 'HH:MM:ss' };
  return pino({ level }, transport({ target: 'pino-pretty', options }));
}

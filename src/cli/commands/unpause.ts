/** `ostinato unpause`: lets a run go on that was paused or went step by step. */
import type { Command } from 'commander';
import { verbCommand } from '../verb.ts';

export function command(): Command {
  return verbCommand({
    name: 'unpause',
    description: 'let a run go on that was paused, or went step by step',
    said: 'goes on',
    tell: (client, runId) => client.unpause(runId),
  });
}

/** `ostinato pause`: halts a run. */
import type { Command } from 'commander';
import { verbCommand } from '../verb.ts';

export function command(): Command {
  return verbCommand({
    name: 'pause',
    description: 'start nothing of a run any more until `unpause`; what is under way goes on',
    said: 'paused',
    tell: (client, runId) => client.pause(runId),
  });
}

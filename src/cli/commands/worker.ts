/** `ostinato worker`: a worker alone. */
import { Command } from 'commander';

export function command(): Command {
  return new Command('worker')
    .description('start a worker alone, beside an API and a Temporal')
    .action(start);
}

async function start(): Promise<void> {
  const { main } = await import('../../worker.ts');
  await main();
}

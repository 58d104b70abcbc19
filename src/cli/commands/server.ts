/** `ostinato server`: the API alone. */
import { Command } from 'commander';

export function command(): Command {
  return new Command('server')
    .description('start the API alone; workers are started beside it')
    .action(start);
}

async function start(): Promise<void> {
  const { main } = await import('../../server.ts');
  await main();
}

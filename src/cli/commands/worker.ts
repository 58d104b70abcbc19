/** `ostinato worker`: a worker alone. */
import { Command } from 'commander';

export function command(): Command {
  return new Command('worker')
    .description('start a worker alone, beside an API and a Temporal')
    .option('--queue <name>', 'only do the work of nodes with this `queue`')
    .action(start);
}

async function start({ queue }: { readonly queue?: string }): Promise<void> {
  const { main } = await import('../../worker.ts');
  await main(queue);
}

/** `ostinato start`: Temporal, the API and a worker in one process. */
import { Command } from 'commander';

export function command(): Command {
  return new Command('start')
    .description('start everything: Temporal, the API and a worker')
    .option('--mock-llm', 'answer for models with a double on this machine; its runs are marked "mock model"')
    .action(start);
}

async function start({ mockLlm }: { readonly mockLlm?: true }): Promise<void> {
  const { main } = await import('../../start.ts');
  await main({ mockLlm: mockLlm === true });
}

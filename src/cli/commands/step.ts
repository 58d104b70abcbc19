/** `ostinato step`: a run halts before each node; each call lets one start. */
import { Command, Option } from 'commander';
import { connect } from '../connect.ts';
import { jsonOption, print, printJson } from '../output.ts';

interface Options {
  readonly on?: true;
  readonly off?: true;
  readonly json?: true;
}

export function command(): Command {
  return new Command('step')
    .description('let one node of a run start that goes step by step')
    .argument('<run>', 'id of the run')
    .addOption(new Option('--on', 'from now on the run halts before each node').conflicts('off'))
    .addOption(new Option('--off', 'the run goes on without halting'))
    .addOption(jsonOption())
    .action(step);
}

async function step(runId: string, { on, off, json }: Options): Promise<void> {
  const client = await connect();
  const receipt = on || off ? await client.stepMode(runId, on === true) : await client.step(runId);
  if (json) return printJson(receipt);
  const { next } = await client.run(runId);
  const otherwise = on ? 'halts before each node' : 'goes on';
  print(`${runId}  ${next === undefined || off ? otherwise : `next: ${next}`}`);
}

/** What the commands share that tell a run something: one argument, one call, one line. */
import { Command } from 'commander';
import type { OstinatoClient } from '../client/http-client.ts';
import { connect } from './connect.ts';
import { type JsonOption, jsonOption, print, printJson } from './output.ts';

interface Telling {
  readonly name: string;
  readonly description: string;
  /** What is printed behind the id of the run. */
  readonly said: string;
  readonly tell: (client: OstinatoClient, runId: string) => Promise<object>;
}

export function verbCommand({ name, description, said, tell }: Telling): Command {
  return new Command(name)
    .description(description)
    .argument('<run>', 'id of the run')
    .addOption(jsonOption())
    .action(async (runId: string, { json }: JsonOption) => {
      const receipt = await tell(await connect(), runId);
      if (json) printJson(receipt);
      else print(`${runId}  ${said}`);
    });
}

/** `ostinato emit`: sends an event to every run that waits for it, or to one run. */
import { Command } from 'commander';
import { connect } from '../connect.ts';
import { listOption } from '../options.ts';
import { type JsonOption, jsonOption, print, printJson } from '../output.ts';
import { readValue } from '../values.ts';

interface Options extends JsonOption {
  readonly key?: string;
  readonly id?: string;
  readonly run?: string;
  readonly data: readonly string[];
  readonly dataFile?: string;
}

export function command(): Command {
  return new Command('emit')
    .description('send an event to every run that waits for it, now or soon')
    .argument('<name>', 'name of the event')
    .option('--key <key>', 'only for those that wait for this key')
    .addOption(listOption('--data <key=value>', 'one field of the data; may be given several times'))
    .option('--data-file <file>', 'the data as JSON or YAML; - is stdin')
    .option('--id <id>', 'the same id is the same event')
    .option('--run <run>', 'only for this run')
    .addOption(jsonOption())
    .action(emit);
}

async function emit(
  name: string,
  { key, id, run, data: pairs, dataFile: file, json }: Options,
): Promise<void> {
  const data = await readValue(true, { pairs, ...(file === undefined ? {} : { file }) }, '--data');
  const event = {
    name,
    ...(key === undefined ? {} : { key }),
    ...(id === undefined ? {} : { id }),
    ...(data === undefined ? {} : { data }),
  };
  const client = await connect();
  const receipt = run === undefined ? await client.emit(event) : await client.send(run, event);
  if (json) printJson(receipt);
  else print(`${name}  sent${run === undefined ? '' : ` to ${run}`}`);
}

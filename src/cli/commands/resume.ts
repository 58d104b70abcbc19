/** `ostinato resume`: answers a request of a run. */
import { Command, Option } from 'commander';
import type { ResumeOptions } from '../../client/http-client.ts';
import type { RequestView, RunView } from '../../client/wire.ts';
import { connect } from '../connect.ts';
import { UsageError } from '../failure.ts';
import { addFollowOptions, type FollowOptions, stay } from '../follow.ts';
import { listOption } from '../options.ts';
import { jsonOption, print, printJson } from '../output.ts';
import { readValue } from '../values.ts';

interface Options extends FollowOptions {
  readonly request?: string;
  readonly node?: string;
  readonly outcome?: string;
  readonly value: readonly string[];
  readonly valueFile?: string;
  readonly key?: string;
  readonly by?: string;
}

export function command(): Command {
  const resume = new Command('resume')
    .description('answer a request of a run, so that it goes on')
    .argument('<run>', 'id of the run')
    .option('--request <id>', 'which request, where several are open')
    .addOption(
      new Option('--node <path>', 'in place of --request, where one request of the node is open').conflicts(
        'request',
      ),
    )
    .option('--outcome <outcome>', 'one of the outcomes of the request')
    .addOption(listOption('--value <key=value>', 'one field of the form; may be given several times'))
    .option('--value-file <file>', 'the value as JSON or YAML; - is stdin')
    .option('--key <key>', 'idempotency key: the same key and answer give the same reply')
    .option('--by <who>', 'who answers')
    .addOption(jsonOption())
    .action(answer);
  return addFollowOptions(resume);
}

async function answer(runId: string, options: Options): Promise<void> {
  const client = await connect();
  const run = await client.run(runId);
  const receipt = await client.resume(runId, await toAnswer(run, options));
  const stays = options.wait === true || options.follow === true;
  if (options.json && !stays) return printJson(receipt);
  const { request, outcome } = receipt;
  if (!options.json) print(`${request}  answered${outcome === undefined ? '' : `: ${outcome}`}`);
  if (stays) await stay(client, runId, options);
}

async function toAnswer(run: RunView, options: Options): Promise<ResumeOptions> {
  const { request, node, outcome, value: pairs, valueFile: file, key, by } = options;
  const open = run.requests.find((candidate) => candidate.id === request || candidate.node === node);
  const which = request === undefined && node === undefined ? onlyRequest(run) : open;
  const form = which?.form ?? true;
  const value = await readValue(form, { pairs, ...(file === undefined ? {} : { file }) }, '--value');
  return {
    // What is not open is for the server to judge: it knows whether it was answered, and by what key.
    ...(node === undefined ? { request: request ?? which?.id ?? '' } : { node }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(value === undefined ? {} : { value }),
    ...(key === undefined ? {} : { idempotencyKey: key }),
    ...(by === undefined ? {} : { by }),
  };
}

function onlyRequest({ runId, status, requests }: RunView): RequestView {
  const [only, ...others] = requests;
  if (only === undefined) {
    throw new UsageError(
      `${runId} asks nobody at the moment; it is ${status}. Look: npx ostinato show ${runId}`,
    );
  }
  if (others.length === 0) return only;
  const ids = requests.map(({ id }) => `'${id}'`).join(', ');
  throw new UsageError(`Several requests of ${runId} are open: name one with --request: ${ids}`);
}

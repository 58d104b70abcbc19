/** `ostinato run`: starts a run of a file, which is posted first, or of a stored workflow. */
import { Command } from 'commander';
import type { OstinatoClient, StartOptions } from '../../client/http-client.ts';
import type { Json } from '../../interpreter/json.ts';
import { connect } from '../connect.ts';
import { exitCode } from '../exit-codes.ts';
import { UsageError } from '../failure.ts';
import { isFile } from '../files.ts';
import { addFollowOptions, type FollowOptions, report, stay } from '../follow.ts';
import { jsonOption, print, printJson } from '../output.ts';
import { postFile } from '../post.ts';
import { dim } from '../print/style.ts';
import { listOption } from '../options.ts';
import { readValue } from '../values.ts';
import { exitOf, watch } from '../watch.ts';

/** How long a command that was not asked to stay looks where its run gets to. */
const glanceMs = 5_000;

interface RunOptions extends FollowOptions {
  readonly input: readonly string[];
  readonly inputFile?: string;
  readonly key?: string;
  readonly by?: string;
  readonly tenant?: string;
  readonly assign: readonly string[];
}

export function command(): Command {
  const run = new Command('run')
    .description('start a run of a file (which is posted first) or of a stored workflow')
    .argument('<target>', 'a file, or the name of a workflow')
    .addOption(listOption('--input <key=value>', 'one field of the input; may be given several times'))
    .option('--input-file <file>', 'the input as JSON or YAML; - is stdin')
    .option('--key <key>', 'idempotency key: the same key gives the same run')
    .option('--by <who>', 'who submits it')
    .option('--tenant <name>', 'for whom; tenants that wait for the same workers take turns')
    .addOption(
      listOption(
        '--assign <who>',
        'human, agent or program, for all nodes or as NODE=WHO; may be given several times',
      ),
    )
    .addOption(jsonOption())
    .action(start);
  return addFollowOptions(run);
}

async function start(target: string, options: RunOptions): Promise<void> {
  const client = await connect();
  const name = isFile(target) ? (await postFile(client, target, options.json)).name : target;
  const { runId, status, links } = await client.start(name, await startOptions(client, name, options));
  const stays = options.wait === true || options.follow === true;
  if (options.json && !stays) return printJson({ runId, status, links });
  if (!options.json) {
    print(`${runId}  started`);
    if (links.temporal !== undefined) print(dim(links.temporal));
  }
  if (stays) return stay(client, runId, options);
  const run = await watch(client, runId, { patienceMs: glanceMs });
  await report(client, run);
  if (exitOf(run) === 'failed') process.exitCode = exitCode('failed');
}

async function startOptions(
  client: OstinatoClient,
  name: string,
  { input: pairs, inputFile: file, key, by, tenant, assign }: RunOptions,
): Promise<StartOptions> {
  const given = pairs.length > 0 || file !== undefined;
  const schema = given ? ((await client.workflow(name)).input ?? true) : true;
  const input = await readValue(schema, { pairs, ...(file === undefined ? {} : { file }) }, '--input');
  return {
    ...(input === undefined ? {} : { input }),
    ...(key === undefined ? {} : { idempotencyKey: key }),
    ...(by === undefined ? {} : { by }),
    ...(tenant === undefined ? {} : { tenant }),
    ...(assign.length === 0 ? {} : { assign: assignments(assign) }),
  };
}

/** One word is for all nodes. */
function assignments(given: readonly string[]): Json {
  const [only] = given;
  if (only !== undefined && given.length === 1 && !only.includes('=')) return only;
  return Object.fromEntries(given.map(assignment));
}

function assignment(pair: string): readonly [node: string, who: string] {
  const at = pair.indexOf('=');
  if (at < 1)
    throw new UsageError(
      `--assign takes one word for all nodes, or NODE=WHO each time; it was given ${pair}.`,
    );
  return [pair.slice(0, at), pair.slice(at + 1)];
}

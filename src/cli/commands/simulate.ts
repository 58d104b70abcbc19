/** `ostinato simulate`: a definition runs in memory, in virtual time, with nothing really done. */
import { Command } from 'commander';
import type { Json } from '../../interpreter/json.ts';
import type { News } from '../../simulate/run.ts';
import type { Outcome, Trial } from '../../simulate/simulate.ts';
import { type Exit, exitCode } from '../exit-codes.ts';
import { UsageError } from '../failure.ts';
import { listOption } from '../options.ts';
import { type JsonOption, jsonOption, print, printJson } from '../output.ts';
import { newsLine, outcomeLines } from '../print/trial.ts';
import { accepted, prepareTrial, refuseUnknown } from '../trial.ts';
import { readFileValue, readValue } from '../values.ts';

interface SimulateOptions extends JsonOption {
  readonly input: readonly string[];
  readonly inputFile?: string;
  readonly fakes?: string;
  readonly with: readonly string[];
}

export function command(): Command {
  return new Command('simulate')
    .description('run a file in memory and in virtual time; nothing is really done')
    .argument('<file>', 'YAML or JSON; - is stdin')
    .addOption(listOption('--input <key=value>', 'one field of the input; may be given several times'))
    .option('--input-file <file>', 'the input as JSON or YAML; - is stdin')
    .option('--fakes <file>', 'what stands in for nodes, people, events and models (YAML)')
    .addOption(
      listOption('--with <file>', 'a definition that `workflow` nodes run; may be given several times'),
    )
    .addOption(jsonOption())
    .action(simulate);
}

async function simulate(file: string, options: SimulateOptions): Promise<void> {
  const { readShape, scriptShape } = await import('../../simulate/script.ts');
  const given = options.fakes === undefined ? {} : await readFileValue(options.fakes);
  const script = accepted(readShape(scriptShape, given), options.fakes ?? '--fakes');
  const prepared = await prepareTrial(file, options.with, script);
  const { unknownKeys } = await import('../../simulate/names.ts');
  refuseUnknown(unknownKeys(script, Object.values(prepared.definitions)), options.fakes ?? '--fakes');
  const input = await inputFor(prepared.plan, options);
  const outcome = await run({ ...prepared, input, script }, options.json);
  if (options.json) printJson(outcome);
  else print(['', ...outcomeLines(prepared.plan.name, outcome)].join('\n'));
  process.exitCode = exitCode(exitOf(outcome));
}

async function inputFor(
  plan: Trial['plan'],
  { input: pairs, inputFile: file }: SimulateOptions,
): Promise<Json> {
  const { checkInput } = await import('../../simulate/input.ts');
  const given = await readValue(
    plan.input ?? true,
    { pairs, ...(file !== undefined && { file }) },
    '--input',
  );
  const checked = checkInput(plan, given ?? {});
  if (checked.ok) return checked.input;
  throw new UsageError(`${checked.error.title}. ${checked.error.detail ?? ''}`.trimEnd());
}

/** Lines come as things happen; what was made up is known by then. */
async function run(trial: Trial, json?: true): Promise<Outcome> {
  const { simulate: play } = await import('../../simulate/simulate.ts');
  if (json) return play(trial);
  const madeUp: Record<string, Json> = {};
  const told = (news: News) => print(newsLine(news, 'run-1', madeUp));
  return play({ ...trial, watch: told, madeUp: (id, value) => Object.assign(madeUp, { [id]: value }) });
}

function exitOf({ status }: Outcome): Exit {
  if (status === 'succeeded') return 'ok';
  return status === 'waiting' ? 'waiting' : 'failed';
}

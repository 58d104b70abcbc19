#!/usr/bin/env node
/**
 * The command line `ostinato`. Owns which commands there are and how each one ends; a command is loaded only when it
 * is asked for, so that every one starts fast.
 */
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { exitCode } from './exit-codes.ts';
import { failureOf, syntaxFailure } from './failure.ts';

interface CommandModule {
  command(): Command;
}

/** In the order of the help. */
const commands: Readonly<Record<string, () => Promise<CommandModule>>> = {
  check: () => import('./commands/check.ts'),
  simulate: () => import('./commands/simulate.ts'),
  test: () => import('./commands/test.ts'),
  plan: () => import('./commands/plan.ts'),
  post: () => import('./commands/post.ts'),
  run: () => import('./commands/run.ts'),
  runs: () => import('./commands/runs.ts'),
  show: () => import('./commands/show.ts'),
  artifacts: () => import('./commands/artifacts.ts'),
  resume: () => import('./commands/resume.ts'),
  cancel: () => import('./commands/cancel.ts'),
  pause: () => import('./commands/pause.ts'),
  unpause: () => import('./commands/unpause.ts'),
  step: () => import('./commands/step.ts'),
  complete: () => import('./commands/complete.ts'),
  emit: () => import('./commands/emit.ts'),
  graph: () => import('./commands/graph.ts'),
  start: () => import('./commands/start.ts'),
  server: () => import('./commands/server.ts'),
  worker: () => import('./commands/worker.ts'),
  cache: () => import('./commands/cache.ts'),
  data: () => import('./commands/data.ts'),
};

async function main(args: readonly string[]): Promise<void> {
  try {
    const program = await createProgram(args[0], args.includes('--json'));
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    process.exitCode = fail(error, args.includes('--json'));
  }
}

/** With the wanted command alone, or with all of them for help and for misspelt names. */
async function createProgram(wanted: string | undefined, json: boolean): Promise<Command> {
  const program = new Command('ostinato')
    .description('Durable orchestration of agents, programs and people.')
    .version(version())
    .exitOverride()
    .showHelpAfterError('(add --help for the options)');
  // Machines are told by `fail`, in the shape of every other failure.
  if (json) program.configureOutput({ writeErr: () => undefined });
  const known = wanted === undefined ? undefined : commands[wanted];
  for (const load of known ? [known] : Object.values(commands)) {
    program.addCommand(inherit((await load()).command(), program));
  }
  return program;
}

function inherit(command: Command, parent: Command): Command {
  for (const inner of command.commands) inherit(inner, parent);
  return command.copyInheritedSettings(parent);
}

function version(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

/** Says what went wrong; gives the exit code. */
function fail(error: unknown, json: boolean): number {
  if (error instanceof CommanderError) {
    // Help and version are no failures. People have been told already.
    if (error.exitCode === 0) return exitCode('ok');
    if (!json) return exitCode('usage');
  }
  const { exit, message, problem } =
    error instanceof CommanderError ? syntaxFailure(error.message) : failureOf(error);
  process.stderr.write(`${json ? JSON.stringify(problem) : message}\n`);
  return exitCode(exit);
}

await main(process.argv.slice(2));

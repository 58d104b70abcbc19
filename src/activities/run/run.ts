/**
 * The activity `run.NAME`: a program from its call to its reply. Owns the order of the steps and what an exit means.
 *
 * R1. No program of an earlier attempt at the same call runs beside this one on this machine.
 * R2. Nothing is left afterwards, however it ends: no process, no folder.
 */
import type { RunCall, RunReply } from '../../interpreter/call.ts';
import { isObject, type Json } from '../../interpreter/json.ts';
import type { Attempt } from '../attempt.ts';
import { type CallError, lasting, passing } from '../call-error.ts';
import type { ActivityDeps } from '../deps.ts';
import { parseJson } from '../json-text.ts';
import { conduct, type Ending } from './conduct.ts';
import { environmentOf } from './environment.ts';
import { openFolder, openTmp, removeFolder, workingFolder } from './folder.ts';
import { endEarlierAttempts, trace } from './leftovers.ts';
import { findProcess } from './processes.ts';
import { mountArtifacts } from './mounts.ts';
import { keepOutputs } from './outputs.ts';
import { nameOf, startProgram } from './program.ts';

/** Characters: an error stands in the history once for each attempt that failed. */
const stderrInError = 8 * 1024;

export type RunDeps = Pick<ActivityDeps, 'programs' | 'data' | 'sandbox' | 'secret' | 'artifacts' | 'log'>;

export async function runProgram(call: RunCall, attempt: Attempt, deps: RunDeps): Promise<RunReply> {
  await endEarlierAttempts(deps.data, call.key, attempt);
  const folder = await openFolder(deps.data, call.key);
  try {
    attempt.signal.throwIfAborted();
    await mountArtifacts(call, folder, attempt, deps.artifacts);
    const reply = replyOf(call, await execute(call, attempt, deps, folder));
    if (!call.artifacts || suspends(reply.data)) return reply;
    return { ...reply, artifacts: await keepOutputs(call, folder, attempt, deps.artifacts) };
  } finally {
    // A folder that cannot be removed (a program may forbid it) is no reason to run the program again.
    await removeFolder(folder).catch((error: unknown) =>
      deps.log.warn({ folder, error }, 'folder not removed'),
    );
  }
}

async function execute(call: RunCall, attempt: Attempt, deps: RunDeps, folder: string): Promise<Ending> {
  const strict = call.sandbox === 'strict' || deps.sandbox === 'strict';
  const program = await startProgram(call, {
    programs: deps.programs,
    cwd: await workingFolder(folder, call.cwd),
    env: environmentOf(call, attempt, { folder, tmp: strict ? '/tmp' : undefined }, deps.secret),
    ...(strict && { sandbox: { data: deps.data, folder, tmp: await openTmp(folder) } }),
  });
  const started = (await findProcess(program.pid))?.started;
  if (started !== undefined) attempt.beat(trace(program.pid, started));
  return conduct({
    program,
    started,
    folder,
    signal: attempt.signal,
    onSurvivors: (pids) => deps.log.warn({ node: attempt.node, pids }, 'processes could not be ended'),
  });
}

/** What the node gives then comes later, from somebody else. */
function suspends(data: Json | undefined): boolean {
  return isObject(data) && '$suspend' in data;
}

function replyOf(call: RunCall, ending: Ending): RunReply {
  const { exit, signal, stdout, stderr } = ending;
  if (signal !== null) throw endedBySignal(call, signal, stderr);
  if (exit !== 0) throw endedWith(call, exit, stderr);
  const data = parseJson(stdout);
  if (data !== undefined) return { exit, stdout, stderr, data: data.value };
  if (!call.json) return { exit, stdout, stderr };
  throw lasting('output', `${nameOf(call)} did not write JSON to its standard output`, {
    detail: `The node has \`returns\`, so all that it prints must be one JSON value. It begins: ${stdout.slice(0, 200)}`,
  });
}

function endedWith(call: RunCall, exit: number | null, stderr: string): CallError {
  return passing('exit', `${nameOf(call)} ended with exit code ${exit}`, {
    ...lastWords(stderr),
    data: { exit, stderr: stderr.slice(-stderrInError) },
  });
}

function endedBySignal(call: RunCall, signal: NodeJS.Signals, stderr: string): CallError {
  return passing('signal', `${nameOf(call)} was ended by ${signal}`, {
    ...lastWords(stderr),
    data: { signal, stderr: stderr.slice(-stderrInError) },
  });
}

function lastWords(stderr: string): { detail?: string } {
  const words = stderr.trim().split('\n').slice(-5).join('\n').slice(-500);
  return words === '' ? {} : { detail: words };
}

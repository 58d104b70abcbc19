/**
 * Walks through the README as a newcomer does: a clean clone, and every command as it is written. Owns the walk; what
 * the commands do is tested elsewhere. `npm test` is left out, as whoever calls this has just run it.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { readConfig } from '../src/config.ts';
import { cachedProgram } from '../src/launcher/install.ts';

const patienceMs = 300_000;

/** Commands of the README's shell blocks, in order, one per line; `\` goes on in the next line. */
function commandsOf(readme: string): string[] {
  const blocks = [...readme.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block = '']) => block);
  const lines = blocks.flatMap((block) => block.replaceAll('\\\n', ' ').split('\n'));
  return lines.map((line) => line.trim()).filter((line) => line !== '' && line !== 'npm test');
}

interface Walk {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  server?: ChildProcess;
  /** `host:port` of the API, which may not have got its usual port. */
  api: string;
  /** The run that was started last. */
  run: string;
}

function begin(folder: string): Walk {
  // The one program that the README takes for granted is the one that `npm start` installs.
  const path = [dirname(cachedProgram(readConfig(process.env).cache)), process.env['PATH']].join(delimiter);
  return { folder, env: { ...process.env, PATH: path }, api: 'localhost:7400', run: '' };
}

async function step(walk: Walk, command: string): Promise<void> {
  if (command.includes('npm start')) return start(walk, command);
  // The run was answered by the command before: one more is needed that waits.
  if (command.includes('workflow signal')) await shell(walk, startAnother);
  const answers = /resume|signal/.test(command);
  if (answers) await untilStatus(walk, 'waiting');
  await shell(walk, command);
  if (answers) await untilStatus(walk, 'succeeded');
}

async function untilStatus({ api, run }: Walk, wanted: string): Promise<void> {
  const last = Date.now() + patienceMs;
  for (;;) {
    const response = await fetch(`http://${api}/v1/runs/${run}`);
    const { status } = (await response.json()) as { status: string };
    if (status === wanted) return;
    if (Date.now() > last) throw new Error(`${run} is ${status} and not ${wanted}`);
    await setTimeout(100);
  }
}

async function start(walk: Walk, command: string): Promise<void> {
  console.log(`$ ${command}`);
  const { folder: cwd, env } = walk;
  const server = spawn('bash', ['-c', command], {
    cwd,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  walk.server = server;
  let output = '';
  server.stdout.on('data', (bytes: Buffer) => {
    process.stdout.write(bytes);
    output += bytes.toString();
  });
  const last = Date.now() + patienceMs;
  while (!output.includes('Ctrl-C stops it')) {
    if (hasEnded(server) || Date.now() > last) throw new Error('`npm start` did not come up');
    await setTimeout(100);
  }
  walk.api = /API +http:\/\/(\S+)/.exec(output)?.[1] ?? walk.api;
  walk.env['TEMPORAL_ADDRESS'] = /Temporal +(\S+:\d+)/.exec(output)?.[1];
}

async function shell(walk: Walk, command: string): Promise<void> {
  const line = command.replaceAll('RUN', walk.run).replaceAll('localhost:7400', walk.api);
  console.log(`$ ${line}`);
  // Failing on statuses of faults is what a reader's eyes do.
  const { stdout } = await promisify(execFile)('bash', ['-c', line.replace('curl -s', 'curl -sSf')], {
    cwd: walk.folder,
    env: walk.env,
    timeout: patienceMs,
  });
  console.log(stdout);
  walk.run = /welcome-[a-z0-9]+/.exec(stdout)?.[0] ?? walk.run;
}

/** As Ctrl-C does it: the signal goes to the whole group of the terminal. */
async function stop({ server }: Walk): Promise<void> {
  if (server?.pid === undefined || hasEnded(server)) return;
  process.kill(-server.pid, 'SIGINT');
  await Promise.race([once(server, 'exit'), setTimeout(60_000, undefined, { ref: false })]);
  if (!hasEnded(server)) throw new Error('Ctrl-C did not end `npm start`');
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

const startAnother = `curl -s localhost:7400/v1/workflows/welcome/run -H 'content-type: application/json' -d '{"input":{"name":"Ada"}}'`;

const folder = await mkdtemp(join(tmpdir(), 'ostinato-walk-'));
try {
  await promisify(execFile)('git', ['clone', '--quiet', '--no-hardlinks', '.', folder]);
  const walk = begin(folder);
  try {
    for (const command of commandsOf(await readFile(join(folder, 'README.md'), 'utf8')))
      await step(walk, command);
  } finally {
    await stop(walk);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

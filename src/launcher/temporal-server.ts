/**
 * The embedded Temporal server: started on a folder, ready when it answers, stopped without a trace. Owns the life
 * of the server; where the program comes from is `program.ts`, what keeps it from outliving us is `guard.ts`.
 */
import { execFile } from 'node:child_process';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { databaseFlag, serverArguments, type ServerPlaces } from './flags.ts';
import { LaunchError } from './launch-error.ts';
import { endLeftover } from './leftover.ts';
import { type Guarded, startGuarded } from './guard.ts';
import { findProgram } from './program.ts';
import type { ProgramPlaces } from './install.ts';
import { freePort, usualOrFree } from './ports.ts';

export const usualPorts = { temporal: 7233, ui: 8233 } as const;

/** How long a start may take before it counts as failed; a database of many gigabytes opens in seconds. */
const readyMs = 120_000;
/** How long after it answers a server takes to print that it is up: some tenths of a second, a lot more under load. */
const bannerMs = 5_000;
/** Somebody may take a port between our choice and the server's bind. */
const portChoices = 5;

const databaseName = 'temporal.db';

export interface TemporalOptions extends ProgramPlaces {
  /** Absolute. Holds the database and the server's log; runs go on where an earlier server on this folder left them. */
  readonly folder: string;
  readonly namespace: string;
  /** URL of the codec for the Web UI. */
  readonly codec?: string;
  /** `usual`: 7233 and 8233 where they are free. */
  readonly ports: 'usual' | 'free';
}

export interface TemporalServer {
  /** `host:port` of the gRPC service. */
  readonly address: string;
  /** URL of the Web UI. */
  readonly ui: string;
  /** Leader of the server's process group. */
  readonly pid: number;
  /** The program that runs the server, and can talk to it. */
  readonly program: string;
  /** Settles when the server has ended, asked or not. */
  readonly exited: Promise<number>;
  stop(): Promise<void>;
}

/** Rejects with what the server said when it does not come up. */
export async function launchTemporal(options: TemporalOptions): Promise<TemporalServer> {
  if (process.platform === 'win32') throw new LaunchError(noWindows);
  const program = await findProgram(options);
  await mkdir(options.folder, { recursive: true });
  await endLeftover(databaseFlag(join(options.folder, databaseName)), options.say);
  for (let choice = 1; ; choice += 1) {
    const places = await choosePlaces(options);
    const attempt = await startOnce(program, places, join(options.folder, 'server.log'));
    if (attempt.ready) return describe(program, places, attempt.server);
    if (choice === portChoices || !/address already in use/.test(attempt.log)) {
      throw new LaunchError(`The Temporal server did not come up:\n${attempt.log.slice(-2_000).trim()}`);
    }
  }
}

const noWindows =
  'The embedded Temporal server runs on Linux and macOS. Use WSL, or set TEMPORAL_ADDRESS to a server that runs already.';

async function choosePlaces({
  folder,
  namespace,
  ports,
  codec,
  say,
}: TemporalOptions): Promise<ServerPlaces> {
  const fixed = {
    database: join(folder, databaseName),
    namespace,
    ...(codec !== undefined && { codec }),
  };
  if (ports === 'free') return { ...fixed, port: await freePort(), uiPort: await freePort() };
  const port = await usualOrFree(usualPorts.temporal);
  const uiPort = await usualOrFree(usualPorts.ui);
  for (const [usual, chosen] of [
    [usualPorts.temporal, port],
    [usualPorts.ui, uiPort],
  ]) {
    if (usual !== chosen) say(`Port ${usual} is taken; using ${chosen} instead.`);
  }
  return { ...fixed, port, uiPort };
}

type Attempt =
  | { readonly ready: true; readonly server: Guarded }
  | { readonly ready: false; readonly log: string };

async function startOnce(program: string, places: ServerPlaces, logFile: string): Promise<Attempt> {
  const log = await open(logFile, 'w');
  let server: Guarded;
  try {
    server = await startGuarded([program, ...serverArguments(places)], log.fd);
  } finally {
    await log.close();
  }
  const printed = () => readFile(logFile, 'utf8');
  const over = new AbortController();
  void server.exited.then(() => over.abort());
  const ready = await becomesReady(program, places, printed, over.signal);
  if (ready) return { ready, server };
  await server.stop();
  return { ready: false, log: await printed() };
}

/**
 * Ready means that the namespace can be used; open ports come earlier. When somebody else took our port meanwhile, it
 * is their server that answers, and ours is about to end: only ours prints that it is up, soon after it answers. A
 * version that prints something else is believed after a while.
 */
async function becomesReady(
  program: string,
  places: ServerPlaces,
  printed: () => Promise<string>,
  over: AbortSignal,
): Promise<boolean> {
  const last = Date.now() + readyMs;
  while (!(await answers(program, places))) {
    if (over.aborted || Date.now() > last) return false;
    await setTimeout(50);
  }
  const believed = Date.now() + bannerMs;
  while (!over.aborted && Date.now() < believed && !/Server:\s/.test(await printed())) await setTimeout(20);
  return !over.aborted;
}

function answers(program: string, { port, namespace }: ServerPlaces): Promise<boolean> {
  const args = ['operator', 'namespace', 'describe', '-n', namespace, '--address', `127.0.0.1:${port}`];
  return promisify(execFile)(program, args, { timeout: 10_000, killSignal: 'SIGKILL' }).then(
    () => true,
    () => false,
  );
}

function describe(program: string, places: ServerPlaces, server: Guarded): TemporalServer {
  return {
    address: `127.0.0.1:${places.port}`,
    ui: `http://127.0.0.1:${places.uiPort}`,
    program,
    ...server,
  };
}

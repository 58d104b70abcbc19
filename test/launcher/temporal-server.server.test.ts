/** Attacks the embedded server: kills its starter, its guard, takes its ports, damages its database. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { databaseFlag, serverArguments } from '../../src/launcher/flags.ts';
import { freePort } from '../../src/launcher/ports.ts';
import { launchTemporal, type TemporalServer, usualPorts } from '../../src/launcher/temporal-server.ts';
import { freshFolder } from '../support/folder.ts';
import { startNode, untilGone } from '../support/process.ts';

const run = promisify(execFile);
const { cache } = readConfig(process.env);

async function launch(
  folder: string,
  ports: 'usual' | 'free' = 'free',
  said: string[] = [],
): Promise<TemporalServer> {
  const server = await launchTemporal({
    folder,
    cache,
    ports,
    namespace: 'default',
    env: process.env,
    say: (line) => void said.push(line),
  });
  onTestFinished(() => server.stop());
  return server;
}

/** Pids of the processes whose command line names the database of this folder. */
async function serversOn(folder: string): Promise<number[]> {
  const { stdout } = await run('ps', ['-A', '-ww', '-o', 'pid=,args=']);
  const lines = stdout.split('\n').filter((line) => line.includes(databaseFlag(join(folder, 'temporal.db'))));
  return lines.map((line) => Number.parseInt(line, 10));
}

function operator({ program, address }: TemporalServer, ...args: string[]): Promise<{ stdout: string }> {
  return run(program, ['operator', ...args, '--address', address]);
}

/** Whether we or somebody else holds the port afterwards does not matter. */
/** Somebody else may hold the port already: then it is as taken as it has to be. */
async function block(port: number): Promise<void> {
  const blocker = createServer();
  onTestFinished(() => void blocker.close());
  blocker.listen(port, '127.0.0.1');
  await once(blocker, 'listening').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
  });
}

describe('the embedded Temporal server', () => {
  it('leaves no process behind when it is stopped, and keeps its database for the next start', async () => {
    const folder = await freshFolder();
    const first = await launch(folder);
    await operator(first, 'namespace', 'create', '-n', 'kept');
    expect(await serversOn(folder)).not.toEqual([]);
    await first.stop();
    expect(await serversOn(folder)).toEqual([]);

    const second = await launch(folder);
    expect((await operator(second, 'namespace', 'describe', '-n', 'kept')).stdout).toContain('kept');
  });

  it('keeps its database when it is killed', async () => {
    const folder = await freshFolder();
    const first = await launch(folder);
    await operator(first, 'namespace', 'create', '-n', 'kept');
    process.kill(-first.pid, 'SIGKILL');
    expect(await first.exited).toBeGreaterThan(128);

    const second = await launch(folder);
    expect((await operator(second, 'namespace', 'describe', '-n', 'kept')).stdout).toContain('kept');
  });

  it('ends when its starter is killed, and a start at once waits for that', async () => {
    const folder = await freshFolder();
    const starter = join(await freshFolder(), 'starter.ts');
    const module = new URL('../../src/launcher/temporal-server.ts', import.meta.url).href;
    await writeFile(
      starter,
      `import { launchTemporal } from ${JSON.stringify(module)};
       const server = await launchTemporal({
         folder: ${JSON.stringify(folder)}, cache: ${JSON.stringify(cache)}, ports: 'free',
         namespace: 'default', env: process.env, say: console.log,
       });
       console.log('address', server.address);
       setInterval(() => undefined, 1000);`,
    );
    const child = startNode(starter, []);
    await child.until(/address/);
    const orphans = await serversOn(folder);
    child.signal('SIGKILL');
    await child.ended;

    const said: string[] = [];
    await launch(folder, 'free', said);
    expect(said).toEqual(['Waiting for the Temporal server of an earlier start to end …']);
    await Promise.all(orphans.map(untilGone));
  });

  it('ends a server of an earlier start that nobody guards any more', { timeout: 60_000 }, async () => {
    const folder = await freshFolder();
    const places = { port: await freePort(), uiPort: await freePort(), namespace: 'default' };
    const database = join(folder, 'temporal.db');
    const orphan = spawn(inject('temporal').program, serverArguments({ ...places, database }), {
      stdio: 'ignore',
    });
    onTestFinished(() => void orphan.kill('SIGKILL'));
    await launch(folder);
    expect(orphan.signalCode).toBe('SIGKILL');
  });

  it('takes other ports when the usual ones are taken, and says so', async () => {
    await Promise.all(Object.values(usualPorts).map(block));
    const said: string[] = [];
    const { address, ui } = await launch(await freshFolder(), 'usual', said);
    const [port, uiPort] = [address, ui].map((place) => place.split(':').at(-1));
    expect(said).toEqual([
      `Port 7233 is taken; using ${port} instead.`,
      `Port 8233 is taken; using ${uiPort} instead.`,
    ]);
  });

  it('comes up on ports of its own when several start at once', async () => {
    const servers = await Promise.all([1, 2, 3].map(async () => launch(await freshFolder(), 'usual')));
    expect(new Set(servers.map(({ address }) => address)).size).toBe(3);
    expect(new Set(servers.map(({ ui }) => ui)).size).toBe(3);
    await Promise.all(
      servers.map((server, index) => operator(server, 'namespace', 'create', '-n', `own-${index}`)),
    );
  });

  it('says what the server said when it does not come up', async () => {
    const folder = await freshFolder();
    await writeFile(
      join(folder, 'temporal.db'),
      'this is not a database, and long enough to be read as one'.repeat(99),
    );
    await expect(launch(folder)).rejects.toThrow(/did not come up:\n[^]*not a database/);
    expect(await serversOn(folder)).toEqual([]);
  });
});

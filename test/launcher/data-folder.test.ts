/** Attacks the lock of the data folder: by other processes, by kills, by folders of other versions. */
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDataFolder, resetDataFolder } from '../../src/launcher/data-folder.ts';
import { readServerFile } from '../../src/launcher/server-file.ts';
import { freshFolder } from '../support/folder.ts';
import { type Child, startNode } from '../support/process.ts';

/** A process that holds the folder until it is killed. */
async function holder(folder: string): Promise<Child> {
  const program = join(await freshFolder(), 'holder.ts');
  const module = new URL('../../src/launcher/data-folder.ts', import.meta.url).href;
  await writeFile(
    program,
    `import { openDataFolder } from ${JSON.stringify(module)};
     const folder = await openDataFolder(process.argv[2]);
     await folder.announce({ url: 'http://127.0.0.1:7400', temporal: { address: '127.0.0.1:7233' } });
     console.log('held');
     setInterval(() => undefined, 1000);`,
  );
  const child = startNode(program, [folder]);
  await child.until(/held/);
  return child;
}

describe('openDataFolder', () => {
  it('makes the folder, tells who serves it, and takes the sign away at the end', async () => {
    const folder = join(await freshFolder(), 'a', 'b');
    const opened = await openDataFolder(folder);
    expect(await readServerFile(folder)).toEqual({ pid: process.pid, startedAt: expect.any(String) });
    await opened.announce({ url: 'http://127.0.0.1:1' });
    expect(await readServerFile(folder)).toMatchObject({ pid: process.pid, url: 'http://127.0.0.1:1' });
    await opened.release();
    expect(await readServerFile(folder)).toBeUndefined();
  });

  it.each([
    ['is a file', 'file'],
    ['lies below a file', 'file/below'],
    ['has a folder in place of its lock', 'odd'],
  ])('says what to do about a path that %s', async (_, name) => {
    const folder = await freshFolder();
    await writeFile(join(folder, 'file'), '');
    await mkdir(join(folder, 'odd', 'lock'), { recursive: true });
    const opening = openDataFolder(join(folder, name));
    await expect(opening).rejects.toMatchObject({
      name: 'DataFolderError',
      message: expect.stringMatching(/cannot be used: .*set OSTINATO_DATA to another folder/i),
    });
  });

  it('refuses a folder that another process holds, and names the process and its address (L1)', async () => {
    const folder = await freshFolder();
    const { pid } = await holder(folder);
    await expect(openDataFolder(folder)).rejects.toThrow(
      new RegExp(`is held by process ${pid} .*http://127.0.0.1:7400.*OSTINATO_DATA`),
    );
  });

  it('refuses it under another name as well', async () => {
    const folder = await freshFolder();
    await holder(folder);
    const other = join(await freshFolder(), 'other');
    await symlink(folder, other);
    await expect(openDataFolder(other)).rejects.toThrow('is held by');
  });

  it('refuses a second opening in the same process', async () => {
    const folder = await freshFolder();
    const opened = await openDataFolder(folder);
    await expect(openDataFolder(folder)).rejects.toThrow(`is held by process ${process.pid}`);
    await opened.release();
  });

  it('is free again when its holder was killed, whatever sign that left (L1)', async () => {
    const folder = await freshFolder();
    const child = await holder(folder);
    child.signal('SIGKILL');
    await child.ended;
    expect(await readServerFile(folder)).toMatchObject({ pid: child.pid });
    await (await openDataFolder(folder)).release();
  });

  it('lets exactly one of many in', async () => {
    const folder = await freshFolder();
    const results = await Promise.allSettled([1, 2, 3, 4, 5].map(() => openDataFolder(folder)));
    const opened = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    expect(opened).toHaveLength(1);
    await Promise.all(opened.map((one) => one.release()));
  });

  it('refuses a folder of a newer format and leaves it as it is (L2)', async () => {
    const folder = await freshFolder();
    await writeFile(join(folder, 'format'), '2\n');
    await expect(openDataFolder(folder)).rejects.toThrow('has format 2, and this Ostinato knows 1');
    expect(await readFile(join(folder, 'format'), 'utf8')).toBe('2\n');
    expect(await readServerFile(folder)).toBeUndefined();
  });
});

describe('resetDataFolder', () => {
  it('empties the folder', async () => {
    const folder = await freshFolder();
    await (await openDataFolder(folder)).release();
    await mkdir(join(folder, 'blobs'));
    await writeFile(join(folder, 'blobs', 'x'), 'x');
    await resetDataFolder(folder);
    expect(await readdir(folder)).toEqual(['lock']);
    await (await openDataFolder(folder)).release();
  });

  it('refuses while somebody holds the folder', async () => {
    const folder = await freshFolder();
    await holder(folder);
    await writeFile(join(folder, 'x'), 'x');
    await expect(resetDataFolder(folder)).rejects.toThrow('is held by');
    expect(await readdir(folder)).toContain('x');
  });
});

/** Attacks the life of a serving process: signals early and twice, parts that fail to close, starts that fail. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { freshFolder } from '../support/folder.ts';
import { type Child, startNode } from '../support/process.ts';

/** As it stands in an import of the process. */
function source(path: string): string {
  return JSON.stringify(new URL(`../../src/${path}`, import.meta.url).href);
}

/** A process whose start is `body`, in which `life`, `part(name)` and `sleep(ms)` are at hand. */
async function living(body: string): Promise<Child> {
  const file = join(await freshFolder(), 'process.ts');
  await writeFile(
    file,
    `import { setTimeout as sleep } from 'node:timers/promises';
     import { createLogger } from ${source('log.ts')};
     import { live } from ${source('start/lifetime.ts')};
     const alive = setInterval(() => undefined, 1000);
     try {
       await live(createLogger('error'), async (life) => {
         const part = (name) => life.defer(name, async () => console.log('closed', name));
         ${body}
       });
       console.log('over');
     } catch (error) {
       console.log('failed:', error.message);
       process.exitCode = 1;
     }
     clearInterval(alive);`,
  );
  return startNode(file, []);
}

const closedOf = (child: Child) => [...child.output().matchAll(/closed (\w+)/g)].map((match) => match[1]);

describe('live', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('closes in reverse order on %s and ends with 0', async (signal) => {
    const child = await living(
      `await part('one'); await part('two'); await part('three'); console.log('up');`,
    );
    await child.until(/up/);
    child.signal(signal);
    expect(await child.ended).toBe(0);
    expect(closedOf(child)).toEqual(['three', 'two', 'one']);
    expect(child.output()).toContain('over');
  });

  it('closes what is open when the start fails, and tells the failure', async () => {
    const child = await living(`await part('one'); throw new Error('no such port');`);
    expect(await child.ended).toBe(1);
    expect(closedOf(child)).toEqual(['one']);
    expect(child.output()).toContain('failed: no such port');
  });

  it('hears a signal during the start, and closes also what is opened afterwards', async () => {
    const child = await living(
      `await part('early'); console.log('starting'); await sleep(500); await part('late');`,
    );
    await child.until(/starting/);
    child.signal('SIGTERM');
    expect(await child.ended).toBe(0);
    expect(closedOf(child)).toEqual(['early', 'late']);
  });

  it('ends when a part ends by itself', async () => {
    const child = await living(
      `await part('one'); life.watch('The server', sleep(50)); await part('two'); console.log('up');`,
    );
    expect(await child.ended).toBe(1);
    expect(closedOf(child)).toEqual(['two', 'one']);
    expect(child.output()).toContain('failed: The server ended unexpectedly. Start again');
  });

  it('ends with the failure of a part', async () => {
    const child = await living(`life.watch('w', sleep(50).then(() => { throw new Error('poll failed'); }));`);
    expect(await child.ended).toBe(1);
    expect(child.output()).toContain('failed: poll failed');
  });

  it('takes no offence at parts that end because they are closed', async () => {
    const child = await living(
      `let end; const ended = new Promise((resolve) => (end = resolve));
       life.watch('w', ended); await life.defer('w', async () => { end(); await sleep(20); }); console.log('up');`,
    );
    await child.until(/up/);
    child.signal('SIGINT');
    expect(await child.ended).toBe(0);
  });

  it('closes the others when one cannot be closed', async () => {
    const child = await living(
      `await part('one'); await life.defer('bad', async () => { throw new Error('stuck'); }); await part('two'); console.log('up');`,
    );
    await child.until(/up/);
    child.signal('SIGTERM');
    expect(await child.ended).toBe(0);
    expect(closedOf(child)).toEqual(['two', 'one']);
    expect(child.output()).toContain('could not be closed');
  });

  it('ends at once on a second signal', async () => {
    const child = await living(
      `await life.defer('slow', () => { console.log('closing'); return sleep(60_000); }); console.log('up');`,
    );
    await child.until(/up/);
    child.signal('SIGINT');
    await child.until(/closing/);
    child.signal('SIGINT');
    expect(await child.ended).toBe(130);
  });
});

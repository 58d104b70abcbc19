/** Attacks the guard with servers that ignore signals, leave children behind, or whose starter is killed. */
import { open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Guarded, startGuarded } from '../../src/launcher/guard.ts';
import { freshFolder } from '../support/folder.ts';
import { isRunning, startNode, untilGone } from '../support/process.ts';

async function guardShell(script: string): Promise<{ guarded: Guarded; printed: () => Promise<string> }> {
  const file = join(await freshFolder(), 'log');
  const log = await open(file, 'w');
  const guarded = await startGuarded(['/bin/sh', '-c', script], log.fd);
  await log.close();
  return { guarded, printed: () => readFile(file, 'utf8') };
}

async function firstPid(printed: () => Promise<string>): Promise<number> {
  for (;;) {
    const match = /pid (\d+)/.exec(await printed());
    if (match !== null) return Number(match[1]);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('a guarded server', () => {
  it('passes its exit code on', async () => {
    const { guarded } = await guardShell('exit 7');
    expect(await guarded.exited).toBe(7);
  });

  it('ends on stop, and stopping twice is no fault', async () => {
    const { guarded, printed } = await guardShell(
      'trap "exit 3" TERM; echo pid $$; while :; do sleep 0.1; done',
    );
    const pid = await firstPid(printed);
    await Promise.all([guarded.stop(), guarded.stop()]);
    expect(await guarded.exited).toBe(3);
    expect(isRunning(pid)).toBe(false);
    await guarded.stop();
  });

  it('is killed when it does not end by itself', { timeout: 60_000 }, async () => {
    const { guarded, printed } = await guardShell('trap "" TERM; echo pid $$; while :; do sleep 0.1; done');
    const pid = await firstPid(printed);
    await guarded.stop();
    expect(isRunning(pid)).toBe(false);
  });

  it('leaves nothing of its group behind (G3)', async () => {
    const { guarded, printed } = await guardShell('sleep 600 & echo pid $!; exit 0');
    await guarded.exited;
    await untilGone(await firstPid(printed));
  });

  it('does not hear the signals of the terminal, which go to the group of the starter (G2)', async () => {
    const { guarded } = await guardShell('while :; do sleep 0.1; done');
    expect(guarded.pid).not.toBe(process.pid);
    // A group of its own: the signal reaches it by that name.
    process.kill(-guarded.pid, 'SIGKILL');
    expect(await guarded.exited).toBeGreaterThan(128);
  });

  it('ends when its starter is killed (G1)', async () => {
    const starter = join(await freshFolder(), 'starter.ts');
    const guard = new URL('../../src/launcher/guard.ts', import.meta.url).href;
    await writeFile(
      starter,
      `import { startGuarded } from ${JSON.stringify(guard)};
       await startGuarded(['/bin/sh', '-c', 'echo pid $$; while :; do sleep 0.1; done'], 1);`,
    );
    const child = startNode(starter, []);
    const pid = Number((await child.until(/pid (\d+)/))[1]);
    child.signal('SIGKILL');
    await untilGone(pid);
  });
});

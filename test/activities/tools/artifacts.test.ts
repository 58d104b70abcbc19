/** Files of tools: what their code keeps and reads, and the two that are built in for agents. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { callTool } from '../../../src/activities/tools/call.ts';
import { defineTool, type Tool } from '../../../src/activities/tools/define.ts';
import { builtIn, createRegistry } from '../../../src/activities/tools/registry.ts';
import { type Artifact, asArtifact } from '../../../src/interpreter/artifact.ts';
import type { Json } from '../../../src/interpreter/json.ts';
import { attemptOf, keepingLog, once, openWorkshop, type Workshop } from '../support/attempt.ts';
import { errorOf } from '../support/errors.ts';

let workshop: Workshop;
beforeEach(async () => {
  workshop = await openWorkshop();
});
afterEach(() => workshop.remove());

function call(name: string, input: Json, tools: readonly Tool[] = [], signal?: AbortSignal): Promise<Json> {
  const request = { kind: 'tool', key: 'run-1/a#1', retry: once, tool: name, input, effect: 'read' } as const;
  return callTool(request, attemptOf(signal && { signal }), {
    tools: createRegistry([...builtIn, ...tools]),
    secret: () => undefined,
    artifacts: workshop.artifacts,
    log: keepingLog(),
  });
}

async function saved(input: Json): Promise<Artifact> {
  const artifact = asArtifact(await call('artifact.save', input));
  if (!artifact) throw new Error('no artifact was given');
  return artifact;
}

async function* unending(ending: AbortController): AsyncIterable<Uint8Array> {
  for (;;) {
    yield Buffer.from('more');
    ending.abort(new Error('cancelled now'));
  }
}

const pathOf = ({ sha256 }: Artifact) =>
  join(workshop.data, 'artifacts', sha256.slice(0, 2), sha256.slice(2));

describe('artifact.save and artifact.read', () => {
  it('leave a text as a file, and read it', async () => {
    const artifact = await saved({ name: 'tea.md', text: '# Tee für zwei', kind: 'essay' });
    expect(artifact).toMatchObject({
      name: 'tea.md',
      kind: 'essay',
      mime: 'text/markdown; charset=utf-8',
      size: 15,
    });
    expect(await call('artifact.read', { artifact })).toEqual({ text: '# Tee für zwei' });
  });

  it('read it piece by piece, with characters whole', async () => {
    const written = 'aé€😀'.repeat(5);
    const artifact = await saved({ name: 'a.txt', text: written });
    for (const length of [4, 5, 6, 7, 11]) {
      let read = '';
      for (let start: Json | undefined = 0; start !== undefined; ) {
        const part = (await call('artifact.read', { artifact, start, length })) as {
          text: string;
          next?: number;
        };
        read += part.text;
        start = part.next;
      }
      expect(read).toBe(written);
    }
    expect(await call('artifact.read', { artifact, start: 1_000 })).toEqual({ text: '' });
  });

  it('say what is no text, what is lost and what is damaged', async () => {
    const picture = await saved({ name: 'a.png', text: 'no picture' });
    expect((await errorOf(call('artifact.read', { artifact: picture }))).error.type).toBe('artifact.binary');
    const artifact = await saved({ name: 'a.txt', text: 'here' });
    await writeFile(pathOf(artifact), 'gone');
    const damaged = await errorOf(call('artifact.read', { artifact, length: 4 }));
    expect(damaged.error).toMatchObject({ type: 'artifact-lost', retryable: true });
    await rm(pathOf(artifact));
    expect((await errorOf(call('artifact.read', { artifact }))).error.type).toBe('artifact-lost');
  });

  it.each([
    { name: '../x', text: '' },
    { name: 'x', text: '', kind: 'a b' },
    { name: 'x', text: '', mime: 'text\r\nx-evil: 1' },
  ])('refuse %j', async (input) => {
    expect((await errorOf(call('artifact.save', input))).error).toMatchObject({
      type: 'artifact',
      retryable: false,
    });
  });

  it('refuse what only looks like an artifact', async () => {
    const artifact = { ...(await saved({ name: 'a.txt', text: 'x' })), sha256: '../../x' };
    expect((await errorOf(call('artifact.read', { artifact }))).error.type).toBe('artifact');
  });
});

describe('the code of a tool', () => {
  const base = { description: 'For tests.', input: true, effect: 'read' } as const;

  it('keeps streams and bytes, and reads what others have left', async () => {
    const keeps = defineTool({
      ...base,
      name: 'test.keeps',
      run: async (_, { artifacts }) => {
        const streamed = await artifacts.save({
          name: 'a.bin',
          bytes: Readable.from([Buffer.from('in '), Buffer.from('pieces')]),
        });
        const whole = await artifacts.save({ name: 'b.bin', bytes: new Uint8Array([0, 255]) });
        return { streamed, whole, read: await text(await artifacts.read(streamed)) };
      },
    });
    expect(await call('test.keeps', null, [keeps])).toMatchObject({
      streamed: { kind: 'binary', size: 9 },
      whole: { name: 'b.bin', size: 2 },
      read: 'in pieces',
    });
  });

  it('keeps nothing any more once it is cancelled', async () => {
    const ending = new AbortController();
    const endless = defineTool({
      ...base,
      name: 'test.endless',
      run: async (_, { artifacts }) => {
        const kept = artifacts.save({
          name: 'a',
          bytes: unending(ending),
        });
        await expect(kept).rejects.toThrow('cancelled now');
        return null;
      },
    });
    await expect(call('test.endless', null, [endless], ending.signal)).rejects.toThrow('cancelled now');
  });
});

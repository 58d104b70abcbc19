/** Artifacts that agents are shown: on the wire of both dialects, and what cannot be shown. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Readable } from 'node:stream';
import { keepArtifact } from '../../../src/activities/artifacts/keep.ts';
import type { Artifact } from '../../../src/interpreter/artifact.ts';
import type { ThreadMessage } from '../../../src/interpreter/call.ts';
import type { ModelRef } from '../../../src/interpreter/plan.ts';
import { errorOf } from '../support/errors.ts';
import { serve, type TestServer } from '../support/server.ts';
import { type Desk, openDesk } from '../support/turn.ts';

let desk: Desk;
let server: TestServer;
beforeEach(async () => {
  desk = await openDesk();
  server = await serve(({ url }, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(url.includes('messages') ? reply : completion));
  });
});
afterEach(async () => {
  await server.close();
  await desk.close();
});

const completion = {
  id: 'x',
  object: 'chat.completion',
  created: 1,
  model: 'gpt',
  choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'Seen.' } }],
};
const reply = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'claude',
  content: [{ type: 'text', text: 'Seen.' }],
  stop_reason: 'end_turn',
  usage: { input_tokens: 3, output_tokens: 4 },
};
const gpt: ModelRef = { provider: 'openai', name: 'gpt-5.5' };
const claude: ModelRef = { provider: 'anthropic', name: 'claude-sonnet-5' };

const keep = (name: string, bytes: Uint8Array): Promise<Artifact> =>
  keepArtifact(desk.artifacts, 'k', { name }, Readable.from([bytes]));
const showing = (files: Extract<ThreadMessage, { role: 'user' }>['files']): ThreadMessage => ({
  role: 'user',
  text: 'Look.',
  ...(files && { files }),
});
const ask = (model: ModelRef, message: ThreadMessage, thread?: string) =>
  desk.turn(
    { model, append: [message], ...(thread !== undefined && { thread }) },
    {
      openaiKey: 'k',
      anthropicKey: 'k',
      openaiBaseUrl: `${server.url}/v1`,
      anthropicBaseUrl: server.url,
    },
  );
const bodyOf = (index: number) => JSON.parse(server.seen[index]?.body ?? 'null');

const picture = Buffer.from('89504e470d0a1a0a', 'hex');

describe('artifacts that an agent is shown', () => {
  it('are texts and pictures after the prompt, each under its name', async () => {
    const files = [
      { path: 'in/brief.md', artifact: await keep('a.md', Buffer.from('# Grüße')) },
      { path: 'chart.png', artifact: await keep('chart.png', picture) },
    ];
    await ask(gpt, showing(files));
    await ask(claude, showing(files));
    const texts = [
      { type: 'text', text: 'Look.' },
      { type: 'text', text: 'File in/brief.md:\n\n# Grüße' },
      { type: 'text', text: 'File chart.png:' },
    ];
    const data = picture.toString('base64');
    const url = `data:image/png;base64,${data}`;
    expect(bodyOf(0).messages[0].content).toEqual([...texts, { type: 'image_url', image_url: { url } }]);
    const source = { type: 'base64', media_type: 'image/png', data };
    expect(bodyOf(1).messages[0].content).toEqual([...texts, { type: 'image', source }]);
  });

  it('are shown again at every turn, and stand in no conversation', async () => {
    const artifact = await keep('a.txt', Buffer.from('a text that is looked for'));
    const { thread } = await ask(gpt, showing([{ path: 'a.txt', artifact }]));
    const kept = Buffer.from(await desk.blobs.get(thread)).toString();
    expect(kept).toContain(artifact.id);
    expect(kept).not.toContain('looked for');
    await ask(gpt, { role: 'user', text: 'And now?' }, thread);
    const [first, , last] = bodyOf(1).messages;
    expect(JSON.stringify(first)).toContain('looked for');
    expect(last.content).toBe('And now?');
  });

  it.each([
    ['of another type', 'a.pdf', Buffer.from('%PDF'), 'has the type application/pdf'],
    ['that are no UTF-8', 'a.txt', Buffer.from([0xff, 0xfe]), 'is no text in UTF-8'],
    ['with too much text', 'a.txt', Buffer.alloc(1024 * 1024 + 1, 'x'), 'has 1048577 bytes'],
    ['with too large a picture', 'a.png', Buffer.alloc(5 * 1024 * 1024 + 1), 'has 5242881 bytes'],
  ])('%s are an error, and no model is asked', async (_, name, bytes, words) => {
    const { error } = await errorOf(ask(gpt, showing([{ path: 'f', artifact: await keep(name, bytes) }])));
    expect(error).toMatchObject({ type: 'mount', retryable: false });
    expect(error.title).toContain(words);
    expect(server.seen).toEqual([]);
  });

  it('are artifacts, and are there', async () => {
    const none = await errorOf(ask(gpt, showing([{ path: 'f', artifact: 'a.txt' }])));
    expect(none.error.type).toBe('mount');
    const artifact = await keep('a.txt', Buffer.from('x'));
    await desk.artifacts.removeIfOlder(`sha256:${artifact.sha256}`, Date.now() + 1_000);
    const lost = await errorOf(ask(gpt, showing([{ path: 'f', artifact }])));
    expect(lost.error).toMatchObject({ type: 'artifact-lost', retryable: true });
    expect(server.seen).toEqual([]);
  });
});

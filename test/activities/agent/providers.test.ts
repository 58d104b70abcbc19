/** Both providers over the wire of a local double: the same promises, twice. */
import { type ChatCompletionRequest, LLMock } from '@copilotkit/aimock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ModelSettings } from '../../../src/activities/agent/models.ts';
import { valueLost } from '../../../src/interpreter/errors.ts';
import type { ModelRef } from '../../../src/interpreter/plan.ts';
import { errorOf } from '../support/errors.ts';
import { serve } from '../support/server.ts';
import { type Desk, openDesk } from '../support/turn.ts';

let desk: Desk;
let mock: LLMock;
beforeEach(async () => {
  desk = await openDesk();
  mock = new LLMock({ port: 0, strict: true });
  await mock.start();
});
afterEach(async () => {
  await mock.stop();
  await desk.close();
});

const settings = (): ModelSettings => ({
  openaiKey: 'sk-openai',
  anthropicKey: 'sk-anthropic',
  openaiBaseUrl: `${mock.url}/v1`,
  anthropicBaseUrl: mock.url,
});

/** The body of the n-th request, as the double understood it. */
const asked = (index: number) => mock.getRequests()[index]?.body as ChatCompletionRequest;

const providers: readonly ModelRef[] = [
  { provider: 'openai', name: 'gpt-5.5' },
  { provider: 'anthropic', name: 'claude-sonnet-5' },
];

describe.each(providers)('$provider', (model) => {
  const openai = model.provider === 'openai';
  const title = openai ? 'OpenAI' : 'Anthropic';
  const usage = openai ? { prompt_tokens: 11, completion_tokens: 7 } : { input_tokens: 11, output_tokens: 7 };

  it('answers with text, what it used, and who answered', async () => {
    mock.onMessage('hello', { content: 'Hi there!', usage, model: 'served-model' });
    const reply = await desk.turn({ model, instructions: 'Be kind.' }, settings());
    expect(reply).toEqual({
      thread: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      text: 'Hi there!',
      calls: [],
      finish: 'stop',
      usage: { inputTokens: 11, outputTokens: 7 },
      model: 'served-model',
    });
    expect(asked(0)).toMatchObject({
      model: model.name,
      messages: [
        { role: 'system', content: 'Be kind.' },
        { role: 'user', content: 'hello' },
      ],
    });
  });

  it('calls tools by their own names, gets results, and answers', async () => {
    const calls = [
      { id: 'c1', name: 'weather__get', arguments: '{"city":"Oslo"}' },
      { id: 'c2', name: 'math__sum', arguments: '{"value":[1,2]}' },
    ];
    mock.on({ userMessage: 'hello', hasToolResult: false }, { toolCalls: calls });
    mock.on({ hasToolResult: true }, { content: 'Sunny, and 3.' });
    const names = ['weather.get', 'math.sum', 'data.any'];
    const first = await desk.turn({ model, tools: names }, settings());
    expect(first).toMatchObject({
      finish: 'tools',
      calls: [
        { id: 'c1', tool: 'weather.get', input: { city: 'Oslo' } },
        { id: 'c2', tool: 'math.sum', input: [1, 2] },
      ],
    });
    const second = await desk.turn(
      {
        model,
        tools: names,
        thread: first.thread,
        append: [
          { role: 'tool', callId: 'c1', tool: 'weather.get', result: { sky: 'blue' }, failed: false },
          { role: 'tool', callId: 'c2', tool: 'math.sum', result: 'overflow', failed: true },
        ],
      },
      settings(),
    );
    expect(second).toMatchObject({ text: 'Sunny, and 3.', finish: 'stop', calls: [] });
    expect(asked(0).tools?.map((entry) => entry.function.name)).toEqual([
      'data__any',
      'math__sum',
      'weather__get',
    ]);
    expect(asked(1).messages.slice(-2)).toMatchObject([
      { role: 'tool', tool_call_id: 'c1', content: '{"sky":"blue"}' },
      { role: 'tool', tool_call_id: 'c2', content: 'overflow' },
    ]);
  });

  it('lets a name or arguments that the model invents pass, for the core to answer', async () => {
    mock.onMessage('hello', { toolCalls: [{ id: 'c1', name: 'no_such', arguments: '{"a":1}' }] });
    const { calls } = await desk.turn({ model, tools: ['data.any'] }, settings());
    expect(calls).toEqual([{ id: 'c1', tool: 'no_such', input: { a: 1 } }]);
  });

  it('closes a call that nobody answered, so that the conversation stays valid', async () => {
    mock.on({ userMessage: 'hello' }, { toolCalls: [{ id: 'c1', name: 'data__any', arguments: '{}' }] });
    mock.on({ userMessage: 'never mind' }, { content: 'Fine.' });
    const { thread } = await desk.turn({ model, tools: ['data.any'] }, settings());
    const append = [{ role: 'user', text: 'never mind' }] as const;
    expect(await desk.turn({ model, tools: ['data.any'], thread, append }, settings())).toMatchObject({
      text: 'Fine.',
    });
    expect(
      asked(1).messages.some((message) => message.role === 'tool' && message.tool_call_id === 'c1'),
    ).toBe(true);
  });

  it('keeps the conversation over turns, oldest first', async () => {
    mock.onMessage('hello', { content: 'one' });
    mock.onMessage('more', { content: 'two' });
    mock.onMessage('again', { content: 'three' });
    const { thread } = await desk.turn({ model }, settings());
    const next = await desk.turn({ model, thread, append: [{ role: 'user', text: 'more' }] }, settings());
    await desk.turn({ model, thread: next.thread, append: [{ role: 'user', text: 'again' }] }, settings());
    expect(asked(2).messages.map(({ role, content }) => [role, content])).toEqual([
      ['user', 'hello'],
      ['assistant', 'one'],
      ['user', 'more'],
      ['assistant', 'two'],
      ['user', 'again'],
    ]);
  });

  it('gives the same reference when the same turn is tried again', async () => {
    mock.onMessage('hello', { content: 'stable', id: 'msg_1', created: 1 });
    const first = await desk.turn({ model }, settings());
    const second = await desk.turn({ model }, settings());
    expect(second.text).toBe(first.text);
    expect(await desk.blobs.get(first.thread)).toBeInstanceOf(Uint8Array);
  });

  it.each([
    ['length', 'length'],
    ['content_filter', openai ? 'refused' : 'stop'],
  ])('tells how it ended: %s', async (finishReason, finish) => {
    mock.onMessage('hello', { content: 'cut', finishReason });
    expect(await desk.turn({ model }, settings())).toMatchObject({ finish });
  });

  it('sends the temperature that the node asks for', async () => {
    mock.onMessage('hello', { content: 'x' });
    await desk.turn({ model, temperature: 0.2 }, settings());
    expect(asked(0).temperature).toBe(0.2);
  });

  it.each([
    [400, false, 'model-refused'],
    [401, false, 'model-refused'],
    [403, false, 'model-refused'],
    [404, false, 'model-refused'],
    [408, true, 'model-unavailable'],
    [409, true, 'model-unavailable'],
    [422, false, 'model-refused'],
    [429, true, 'model-unavailable'],
    [500, true, 'model-unavailable'],
    [503, true, 'model-unavailable'],
    [529, true, 'model-unavailable'],
  ])('status %i is worth another attempt: %s', async (status, retryable, type) => {
    mock.on({ userMessage: 'hello' }, { error: { message: 'no luck', type: 'x' }, status });
    const { error } = await errorOf(desk.turn({ model }, settings()));
    expect(error).toMatchObject({ type, retryable, status, title: `${title} answered ${status}` });
    expect(error.detail).toContain('no luck');
    expect(mock.getRequests()).toHaveLength(1);
  });

  it('says which key to check', async () => {
    mock.on({ userMessage: 'hello' }, { error: { message: 'bad key' }, status: 401 });
    const { error } = await errorOf(desk.turn({ model }, settings()));
    expect(error.detail).toContain(openai ? 'OPENAI_API_KEY' : 'ANTHROPIC_API_KEY');
  });

  it('hands on the pause that a busy provider asks for', async () => {
    mock.on({ userMessage: 'hello' }, { error: { message: 'slow down' }, status: 429, retryAfter: 17 });
    expect((await errorOf(desk.turn({ model }, settings()))).retryAfterMs).toBe(17_000);
  });

  it('fails for good when the account has no credit or the conversation is too long', async () => {
    mock.on(
      { userMessage: 'hello' },
      { error: { message: 'maximum context length is 10', code: 'context_length_exceeded' }, status: 400 },
    );
    expect((await errorOf(desk.turn({ model }, settings()))).error).toMatchObject({
      type: 'model-limit',
      retryable: false,
    });
    if (!openai) return;
    mock.nextRequestError(429, { message: 'quota', code: 'insufficient_quota' });
    const { error } = await errorOf(desk.turn({ model }, settings()));
    expect(error).toMatchObject({ type: 'model-refused', retryable: false });
    expect(error.detail).toContain('no credit');
  });

  it('may come back when the connection is cut', async () => {
    mock.setChaos({ disconnectRate: 1 });
    mock.onMessage('hello', { content: 'never read' });
    const { error } = await errorOf(desk.turn({ model }, settings()));
    expect(error).toMatchObject({
      type: 'model-unavailable',
      retryable: true,
      title: `${title} could not be reached`,
    });
  });

  it('may come back when nobody listens', async () => {
    const closed = {
      ...settings(),
      openaiBaseUrl: 'http://127.0.0.1:9/v1',
      anthropicBaseUrl: 'http://127.0.0.1:9',
    };
    const { error } = await errorOf(desk.turn({ model }, closed));
    expect(error).toMatchObject({ type: 'model-unavailable', retryable: true });
  });

  it('is a clear failure without a key', async () => {
    const { error } = await errorOf(desk.turn({ model }, { openaiKey: '', anthropicKey: '' }));
    expect(error).toMatchObject({ type: 'model-key', retryable: false });
    expect(error.detail).toContain(openai ? 'Set OPENAI_API_KEY' : 'Set ANTHROPIC_API_KEY');
    expect((await errorOf(desk.turn({ model }, {}))).error.type).toBe('model-key');
  });

  it('does not take a key from the environment', async () => {
    const variable = openai ? 'OPENAI_API_KEY' : 'ANTHROPIC_API_KEY';
    process.env[variable] = 'sk-from-nowhere';
    try {
      expect((await errorOf(desk.turn({ model }, {}))).error.type).toBe('model-key');
    } finally {
      delete process.env[variable];
    }
  });

  it('does not send its key to an address that only the definition names', async () => {
    const elsewhere = { ...model, baseUrl: 'http://elsewhere.example/v1' };
    const { error } = await errorOf(desk.turn({ model: elsewhere }, settings()));
    expect(error).toMatchObject({ type: 'model-key', retryable: false });
  });

  it('stops asking when the call is cancelled', async () => {
    const controller = new AbortController();
    const hungUp = Promise.withResolvers<void>();
    const silent = await serve((_, response) => {
      response.on('close', () => hungUp.resolve());
      controller.abort();
    });
    try {
      const slow = { ...settings(), openaiBaseUrl: silent.url, anthropicBaseUrl: silent.url };
      await expect(desk.turn({ model }, slow, controller.signal)).rejects.toThrow();
      await hungUp.promise;
    } finally {
      await silent.close();
    }
  });

  it('is an error before the model is asked, when a tool is not there', async () => {
    const { error } = await errorOf(desk.turn({ model, tools: ['weather.git'] }, settings()));
    expect(error).toMatchObject({ type: 'tool-unknown', detail: 'Did you mean `weather.get`?' });
    expect(mock.getRequests()).toHaveLength(0);
  });

  it('is not begun when a part of the conversation is gone: the driver waits for it', async () => {
    const thread = `sha256:${'0'.repeat(64)}`;
    const { error } = await errorOf(desk.turn({ model, thread }, settings()));
    expect(error).toMatchObject({ type: valueLost, retryable: false, data: { reference: thread } });
    expect(mock.getRequests()).toHaveLength(0);
  });

  it('is an error `thread` when the reference names something else', async () => {
    for (const text of ['no json', '[]', '{"messages":[]}']) {
      const thread = await desk.blobs.put(new TextEncoder().encode(text));
      expect((await errorOf(desk.turn({ model, thread }, settings()))).error.type).toBe('thread');
    }
  });
});

describe('an answer that must fit a schema', () => {
  const object = {
    type: 'object',
    required: ['mood'],
    properties: { mood: { type: 'string' } },
    additionalProperties: false,
  } as const;
  const list = { type: 'array', items: { type: 'string' } } as const;
  const [openai, anthropic] = providers as [ModelRef, ModelRef];

  it('is asked for in the way of OpenAI', async () => {
    mock.onMessage('hello', { content: '{"mood":"fine"}' });
    expect(await desk.turn({ model: openai, returns: object }, settings())).toMatchObject({
      text: '{"mood":"fine"}',
    });
    expect(asked(0).response_format).toEqual({
      type: 'json_schema',
      json_schema: { name: 'answer', schema: object, strict: true },
    });
  });

  it('that is no object travels in one', async () => {
    mock.onMessage('hello', { content: '{"value":["a","b"]}' });
    expect(await desk.turn({ model: openai, returns: list }, settings())).toMatchObject({
      text: '["a","b"]',
    });
    expect(asked(0).response_format).toMatchObject({
      json_schema: {
        schema: { type: 'object', properties: { value: list }, required: ['value'] },
        strict: true,
      },
    });
  });

  it('is the call of one more tool of Anthropic', async () => {
    mock.onMessage('hello', { toolCalls: [{ id: 'c1', name: '_answer', arguments: '{"mood":"fine"}' }] });
    const reply = await desk.turn({ model: anthropic, returns: object, tools: ['data.any'] }, settings());
    expect(reply).toMatchObject({ text: '{"mood":"fine"}', calls: [], finish: 'stop' });
    expect(asked(0).tools?.map((entry) => entry.function.name)).toEqual(['data__any', '_answer']);
    expect(asked(0).tools?.[1]?.function.parameters).toMatchObject(object);
  });

  it('unpacks what Anthropic gives for a schema that is no object', async () => {
    mock.onMessage('hello', { toolCalls: [{ id: 'c1', name: '_answer', arguments: '{"value":["a"]}' }] });
    expect(await desk.turn({ model: anthropic, returns: list }, settings())).toMatchObject({ text: '["a"]' });
  });

  it('may be asked again after a fault', async () => {
    mock.on(
      { userMessage: 'hello' },
      { toolCalls: [{ id: 'c1', name: '_answer', arguments: '{"mood":7}' }] },
    );
    mock.on(
      { userMessage: 'does not fit' },
      { toolCalls: [{ id: 'c2', name: '_answer', arguments: '{"mood":"ok"}' }] },
    );
    const { thread, text } = await desk.turn({ model: anthropic, returns: object }, settings());
    expect(text).toBe('{"mood":7}');
    const append = [{ role: 'user', text: 'That does not fit.' }] as const;
    const again = await desk.turn({ model: anthropic, returns: object, thread, append }, settings());
    expect(again.text).toBe('{"mood":"ok"}');
    expect(asked(1).messages.find(({ role }) => role === 'tool')).toMatchObject({ tool_call_id: 'c1' });
  });

  it('is taken from text when a model forgets the tool', async () => {
    mock.onMessage('hello', { content: '["a","b"]' });
    expect(await desk.turn({ model: anthropic, returns: list }, settings())).toMatchObject({
      text: '["a","b"]',
    });
  });

  it('waits for tools that are asked for in the same breath', async () => {
    const toolCalls = [
      { id: 'c1', name: 'data__any', arguments: '{}' },
      { id: 'c2', name: '_answer', arguments: '{"mood":"rash"}' },
    ];
    mock.onMessage('hello', { toolCalls });
    const reply = await desk.turn({ model: anthropic, returns: object, tools: ['data.any'] }, settings());
    expect(reply).toMatchObject({ finish: 'tools', calls: [{ id: 'c1', tool: 'data.any' }] });
  });
});

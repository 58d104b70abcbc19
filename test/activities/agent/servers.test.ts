/** What goes over the wire, byte for byte, and servers that are not quite what they claim to be. */
import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ModelRef } from '../../../src/interpreter/plan.ts';
import { errorOf } from '../support/errors.ts';
import { type Answer, type Seen, serve, type TestServer } from '../support/server.ts';
import { type Desk, openDesk } from '../support/turn.ts';

let desk: Desk;
const servers: TestServer[] = [];
beforeEach(async () => {
  desk = await openDesk();
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  await desk.close();
});

async function server(answer: Answer): Promise<TestServer> {
  const made = await serve(answer);
  servers.push(made);
  return made;
}

const send = (response: ServerResponse, value: unknown, status = 200, headers = {}) =>
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value));
const bodyOf = (seen: Seen | undefined) => JSON.parse(seen?.body ?? 'null');

const completion = (message: object, more: object = {}) => ({
  id: 'x',
  object: 'chat.completion',
  created: 1,
  model: 'local',
  choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: null, ...message } }],
  ...more,
});
const reply = (content: object[], more: object = {}) => ({
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'claude',
  content,
  stop_reason: 'end_turn',
  usage: { input_tokens: 3, output_tokens: 4 },
  ...more,
});

const claude: ModelRef = { provider: 'anthropic', name: 'claude-sonnet-5' };
const gpt: ModelRef = { provider: 'openai', name: 'gpt-5.5' };
const local = (url: string): ModelRef => ({ provider: 'compatible', name: 'llama', baseUrl: `${url}/v1` });
const more = [{ role: 'user', text: 'more' }] as const;

describe('what a provider said goes back unchanged', () => {
  it('to Anthropic: thinking with its signature', async () => {
    const said = [
      { type: 'thinking', thinking: 'hm', signature: 'EqQBCgIYAhIM' },
      { type: 'redacted_thinking', data: 'abc' },
      { type: 'text', text: 'hi', citations: null },
    ];
    const { url, seen } = await server((_, response) => send(response, reply(said)));
    const settings = { anthropicKey: 'k', anthropicBaseUrl: url };
    const { thread, text } = await desk.turn({ model: claude }, settings);
    expect(text).toBe('hi');
    await desk.turn({ model: claude, thread, append: more }, settings);
    expect(bodyOf(seen[1]).messages).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'hello' }] },
      { role: 'assistant', content: said },
      { role: 'user', content: [{ type: 'text', text: 'more' }] },
    ]);
  });

  it('to a chat server: fields that we do not know', async () => {
    const said = { content: 'hi', reasoning_content: 'hm', x_signature: { a: 1 } };
    const { url, seen } = await server((_, response) => send(response, completion(said)));
    const { thread } = await desk.turn({ model: local(url) }, {});
    await desk.turn({ model: local(url), thread, append: more }, {});
    expect(bodyOf(seen[1]).messages[1]).toEqual({ role: 'assistant', ...said });
  });

  it('but to a provider of the other dialect in its own words', async () => {
    const use = { type: 'tool_use', id: 'c1', name: 'weather__get', input: { city: 'Oslo' } };
    const { url, seen } = await server(({ url }, response) => {
      if (url === '/v1/messages')
        send(response, reply([{ type: 'text', text: 'well' }, use], { stop_reason: 'tool_use' }));
      else send(response, completion({ content: 'sunny' }));
    });
    const settings = { openaiKey: 'k', openaiBaseUrl: `${url}/v1`, anthropicKey: 'k', anthropicBaseUrl: url };
    const tools = ['weather.get'];
    const { thread } = await desk.turn({ model: claude, tools }, settings);
    const append = [
      { role: 'tool', callId: 'c1', tool: 'weather.get', result: 'blue', failed: false },
    ] as const;
    const next = await desk.turn({ model: gpt, tools, thread, append }, settings);
    expect(bodyOf(seen[1]).messages).toEqual([
      { role: 'user', content: 'hello' },
      {
        role: 'assistant',
        content: 'well',
        tool_calls: [
          { id: 'c1', type: 'function', function: { name: 'weather__get', arguments: '{"city":"Oslo"}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'c1', content: 'blue' },
    ]);
    await desk.turn({ model: claude, tools, thread: next.thread, append: more }, settings);
    expect(bodyOf(seen[2]).messages.at(-2)).toEqual({
      role: 'assistant',
      content: [{ type: 'text', text: 'sunny' }],
    });
  });
});

describe('a question to Anthropic', () => {
  it('is the same bytes for the same node, and may be cached when it comes back', async () => {
    const { url, seen } = await server((_, response) => send(response, reply([])));
    const settings = { anthropicKey: 'k', anthropicBaseUrl: url };
    await desk.turn({ model: claude, tools: ['weather.get', 'data.any'] }, settings);
    await desk.turn({ model: claude, tools: ['data.any', 'weather.get'] }, settings);
    await desk.turn({ model: claude }, settings);
    expect(seen[0]?.body).toBe(seen[1]?.body);
    expect(bodyOf(seen[0]).cache_control).toEqual({ type: 'ephemeral' });
    expect(bodyOf(seen[2])).not.toHaveProperty('cache_control');
    expect(seen[0]?.headers).toMatchObject({ authorization: 'Bearer k' });
  });

  it('counts what the cache took as input', async () => {
    const usage = {
      input_tokens: 1,
      output_tokens: 2,
      cache_creation_input_tokens: 30,
      cache_read_input_tokens: 400,
    };
    const { url } = await server((_, response) => send(response, reply([], { usage })));
    const answer = await desk.turn({ model: claude }, { anthropicKey: 'k', anthropicBaseUrl: url });
    expect(answer.usage).toEqual({ inputTokens: 431, outputTokens: 2 });
  });

  it.each([
    ['refusal', 'refused'],
    ['model_context_window_exceeded', 'length'],
  ])('may end with %s', async (stop_reason, finish) => {
    const { url } = await server((_, response) => send(response, reply([], { stop_reason })));
    expect(await desk.turn({ model: claude }, { anthropicKey: 'k', anthropicBaseUrl: url })).toMatchObject({
      finish,
    });
  });
});

describe('a compatible server', () => {
  it('named by the definition gets no key, one of the configuration does', async () => {
    const { url, seen } = await server((_, response) => send(response, completion({ content: 'hi' })));
    await desk.turn({ model: local(url) }, { openaiKey: 'sk-secret' });
    await desk.turn({ model: local(url) }, { openaiKey: 'sk-secret', openaiBaseUrl: `${url}/v1` });
    await desk.turn(
      { model: { provider: 'compatible', name: 'llama' } },
      { openaiKey: 'sk-secret', openaiBaseUrl: `${url}/v1` },
    );
    expect(seen.map(({ headers }) => headers.authorization)).toEqual([
      undefined,
      'Bearer sk-secret',
      'Bearer sk-secret',
    ]);
    expect(seen.every(({ url }) => url === '/v1/chat/completions')).toBe(true);
  });

  it('without an address is an error that says where to write one', async () => {
    const { error } = await errorOf(desk.turn({ model: { provider: 'compatible', name: 'llama' } }, {}));
    expect(error.detail).toContain('`baseUrl`');
  });

  const returns = { type: 'object', properties: { n: { type: 'integer' } } } as const;

  it('is told the schema in words too, and asked without `response_format` when it does not know it', async () => {
    const { url, seen } = await server(({ body }, response) => {
      if (body.includes('response_format'))
        send(response, { error: { message: 'unknown field response_format' } }, 400);
      else send(response, completion({ content: '{"n":1}' }));
    });
    const answer = await desk.turn({ model: local(url), instructions: 'Count.', returns }, {});
    expect(answer.text).toBe('{"n":1}');
    expect(seen).toHaveLength(2);
    expect(bodyOf(seen[1]).messages[0].content).toMatch(
      /^Count\.\n\nGive your final answer as one JSON value/,
    );
  });

  it('is not asked again for another fault', async () => {
    const { url, seen } = await server((_, response) =>
      send(response, { error: { message: 'bad model' } }, 400),
    );
    expect((await errorOf(desk.turn({ model: local(url), returns }, {}))).error.type).toBe('model-refused');
    expect(seen).toHaveLength(1);
  });

  it('that answers 200 with an error, or with nothing, may do better next time', async () => {
    for (const body of [{ error: { message: 'loading model' } }, completion({}, { choices: [] })]) {
      const { url } = await server((_, response) => send(response, body));
      const { error } = await errorOf(desk.turn({ model: local(url) }, {}));
      expect(error).toMatchObject({ type: 'model-unavailable', retryable: true });
    }
  });

  it('that leaves out ids and usage is helped', async () => {
    const call = { type: 'function', function: { name: 'data__any', arguments: '' } };
    const tool_calls = [{ ...call, id: '' }, call];
    const { url, seen } = await server((_, response) => send(response, completion({ tool_calls })));
    const first = await desk.turn({ model: local(url), tools: ['data.any'] }, {});
    expect(first.calls).toEqual([
      { id: 'call_1_0', tool: 'data.any', input: {} },
      { id: 'call_1_1', tool: 'data.any', input: {} },
    ]);
    expect(first.usage).toEqual({ inputTokens: 0, outputTokens: 0 });
    const append = first.calls.map(
      ({ id, tool }) => ({ role: 'tool', callId: id, tool, result: 1, failed: false }) as const,
    );
    await desk.turn({ model: local(url), thread: first.thread, append }, {});
    const { messages } = bodyOf(seen[1]);
    expect(messages[1].tool_calls.map(({ id }: { id: string }) => id)).toEqual(['call_1_0', 'call_1_1']);
    expect(messages.slice(2).map(({ tool_call_id }: { tool_call_id: string }) => tool_call_id)).toEqual([
      'call_1_0',
      'call_1_1',
    ]);
  });

  it('whose arguments are no JSON leaves it to the tool to refuse them', async () => {
    const tool_calls = [
      { id: 'c1', type: 'function', function: { name: 'weather__get', arguments: '{"city":' } },
    ];
    const { url } = await server((_, response) => send(response, completion({ tool_calls })));
    const { calls } = await desk.turn({ model: local(url), tools: ['weather.get'] }, {});
    expect(calls).toEqual([{ id: 'c1', tool: 'weather.get', input: '{"city":' }]);
  });

  it('that refuses in a field of its own is refused', async () => {
    const { url } = await server((_, response) => send(response, completion({ refusal: 'I must not.' })));
    expect(await desk.turn({ model: local(url) }, {})).toMatchObject({
      finish: 'refused',
      text: 'I must not.',
    });
  });
});

describe('errors', () => {
  it.each([
    [500, 'false', false],
    [400, 'true', true],
  ])('the header x-should-retry counts more than the status: %i, %s', async (status, told, retryable) => {
    const { url } = await server((_, response) => send(response, {}, status, { 'x-should-retry': told }));
    expect((await errorOf(desk.turn({ model: local(url) }, {}))).error.retryable).toBe(retryable);
  });

  it('a pause in ms counts more than one in seconds', async () => {
    const headers = { 'retry-after-ms': '1500', 'retry-after': '9' };
    const { url } = await server((_, response) => send(response, {}, 503, headers));
    expect((await errorOf(desk.turn({ model: local(url) }, {}))).retryAfterMs).toBe(1_500);
  });

  it('a grammar that took too long to compile may not take so long again', async () => {
    const error = { type: 'invalid_request_error', message: 'Grammar compilation timed out.' };
    const { url } = await server((_, response) => send(response, { type: 'error', error }, 400));
    const thrown = await errorOf(desk.turn({ model: claude }, { anthropicKey: 'k', anthropicBaseUrl: url }));
    expect(thrown.error).toMatchObject({ type: 'model-unavailable', retryable: true });
  });

  it('never hold the key, also when the server says it back', async () => {
    const { url } = await server(({ headers }, response) =>
      send(response, { error: { message: `no such key: ${headers.authorization}` } }, 401),
    );
    const settings = { openaiKey: 'sk-very-secret', openaiBaseUrl: `${url}/v1` };
    const { error } = await errorOf(desk.turn({ model: gpt }, settings));
    expect(JSON.stringify(error)).not.toContain('sk-very-secret');
    expect(error.detail).toContain('no such key: Bearer …');
  });
});

describe.each([
  ['openai', gpt, (url: string) => ({ openaiKey: 'k', openaiBaseUrl: `${url}/v1` })],
  ['anthropic', claude, (url: string) => ({ anthropicKey: 'k', anthropicBaseUrl: url })],
] as const)('an answer of %s that is none', (_, model, settings) => {
  it.each([
    ['a page', 'text/html', '<html>down for maintenance</html>'],
    ['an object of another shape', 'application/json', '{"error":{"message":"overloaded"}}'],
    ['a message without its content', 'application/json', '{"choices":[{"index":0}],"usage":null}'],
    ['half of a JSON text', 'application/json', '{"choices":[{"mess'],
    ['null', 'application/json', 'null'],
  ])('may be one next time: %s', async (_name, type, body) => {
    const { url } = await server((__, response) =>
      response.writeHead(200, { 'content-type': type }).end(body),
    );
    const { error } = await errorOf(desk.turn({ model }, settings(url)));
    expect(error).toMatchObject({ type: 'model-unavailable', retryable: true });
  });

  it('may be one next time: a body that is cut', async () => {
    const { url } = await server((__, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"content":[', () => response.destroy());
    });
    const { error } = await errorOf(desk.turn({ model }, settings(url)));
    expect(error).toMatchObject({ type: 'model-unavailable', retryable: true });
  });
});

import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { callTool } from '../../../src/activities/tools/call.ts';
import { defineTool, type Tool, ToolError } from '../../../src/activities/tools/define.ts';
import { createRegistry } from '../../../src/activities/tools/registry.ts';
import type { Json } from '../../../src/interpreter/json.ts';
import { attemptOf, keepingLog, noArtifacts, once } from '../support/attempt.ts';
import { errorOf } from '../support/errors.ts';

function call(
  tool: Tool,
  input: Json,
  over: { signal?: AbortSignal; number?: number } = {},
  log = keepingLog(),
) {
  const request = {
    kind: 'tool',
    key: 'run-1/a#1',
    retry: once,
    tool: tool.entry.name,
    input,
    effect: 'read',
  } as const;
  return callTool(request, attemptOf(over), {
    tools: createRegistry([tool]),
    artifacts: noArtifacts,
    secret: (name) => (name === 'weather' ? 's3cret' : undefined),
    log,
  });
}

const base = { name: 'test.tool', description: 'For tests.', effect: 'read' } as const;

describe('arguments', () => {
  const typed = defineTool({
    ...base,
    input: z.object({ city: z.string(), days: z.int().default(3) }),
    run: ({ city, days }) => `${city} ${days}`,
  });

  it('reach the tool typed, with the defaults of a zod schema', async () => {
    expect(await call(typed, { city: 'Oslo' })).toBe('Oslo 3');
  });

  it('that do not fit are an error `tool-input` that names each fault, and the tool is not called', async () => {
    let called = false;
    const tool = defineTool({
      ...base,
      input: z.object({ a: z.string(), b: z.int() }),
      run: () => (called = true),
    });
    const { error } = await errorOf(call(tool, { a: 1, b: 1.5 }));
    expect(error).toMatchObject({ type: 'tool-input', retryable: false });
    expect(error.data).toMatchObject([{ path: 'a' }, { path: 'b' }]);
    expect(called).toBe(false);
  });

  it('are checked by a JSON Schema in the same way', async () => {
    const schema = { type: 'object', required: ['city'], properties: { city: { type: 'string' } } } as const;
    const tool = defineTool({ ...base, input: schema, run: (input) => input });
    expect(await call(tool, { city: 'Oslo' })).toEqual({ city: 'Oslo' });
    const { error } = await errorOf(call(tool, {}));
    expect(error.type).toBe('tool-input');
    expect(error.detail).toContain('city');
  });

  it('may be checked by code that waits', async () => {
    const known = z
      .string()
      .refine(async (name) => (await sleep(1, 'yes')) === 'yes' && name === 'a', 'is unknown');
    const tool = defineTool({ ...base, input: z.object({ name: known }), run: ({ name }) => name });
    expect(await call(tool, { name: 'a' })).toBe('a');
    expect((await errorOf(call(tool, { name: 'b' }))).error.detail).toBe('name: is unknown');
  });
});

describe('results', () => {
  it('become plain JSON', async () => {
    const result = { at: new Date(0), gone: undefined, list: [undefined] };
    const tool = defineTool({ ...base, input: true, run: () => result });
    expect(await call(tool, null)).toEqual({ at: '1970-01-01T00:00:00.000Z', list: [null] });
    expect(await call(defineTool({ ...base, input: true, run: () => undefined }), null)).toBeNull();
  });

  const circle: { self?: unknown } = {};
  circle.self = circle;
  it.each([
    ['a BigInt', 1n],
    ['NaN', { n: Number.NaN }],
    ['a circle', circle],
  ])('that hold %s are an error `tool-output`', async (_, result) => {
    const tool = defineTool({ ...base, input: true, run: () => result });
    expect((await errorOf(call(tool, null))).error).toMatchObject({ type: 'tool-output', retryable: false });
  });

  it('that do not fit the output schema are an error `tool-output`', async () => {
    const tool = defineTool({
      ...base,
      input: true,
      output: z.object({ n: z.int() }),
      run: () => ({ n: 1.5 }),
    });
    const { error } = await errorOf(call(tool, null));
    expect(error).toMatchObject({ type: 'tool-output', retryable: false, data: [{ path: 'n' }] });
  });
});

describe('errors of a tool', () => {
  it('keep the type that the tool gives them', async () => {
    const tool = defineTool({
      ...base,
      input: true,
      run: () => {
        throw new ToolError({
          type: 'crm.busy',
          title: 'Busy',
          retryable: true,
          retryAfterMs: 500,
          data: { n: 1 },
        });
      },
    });
    const thrown = await errorOf(call(tool, null));
    expect(thrown.error).toEqual({ type: 'crm.busy', title: 'Busy', retryable: true, data: { n: 1 } });
    expect(thrown.retryAfterMs).toBe(500);
  });

  it('are known by their shape, from another copy of the package', async () => {
    const foreign = Object.assign(new Error('x'), { error: { type: 'a.b', title: 'A', retryable: false } });
    const tool = defineTool({ ...base, input: true, run: () => Promise.reject(foreign) });
    expect((await errorOf(call(tool, null))).error).toEqual({ type: 'a.b', title: 'A', retryable: false });
  });

  it.each([new TypeError('x is undefined'), 'a text'])(
    'without a type are `tool-failed`: %s',
    async (thrown) => {
      const tool = defineTool({ ...base, input: true, run: () => Promise.reject(thrown) });
      const { error } = await errorOf(call(tool, null));
      expect(error).toMatchObject({ type: 'tool-failed', retryable: true });
      expect(error.title).toContain(thrown instanceof Error ? thrown.message : thrown);
    },
  );
});

describe('the context of a tool', () => {
  it('holds key, attempt and secrets, and logs under the name of the tool', async () => {
    const log = keepingLog();
    const tool = defineTool({
      ...base,
      input: true,
      run: (_, { key, attempt, secret, log }) => {
        log('asking', { city: 'Oslo' });
        return { key, attempt, weather: secret('weather') };
      },
    });
    expect(await call(tool, null, { number: 4 }, log)).toEqual({
      key: 'run-1/a#1',
      attempt: 4,
      weather: 's3cret',
    });
    expect(log.entries).toEqual([
      { message: 'asking', fields: { node: 'publish#1', tool: 'test.tool', city: 'Oslo' } },
    ]);
  });

  it('gives an error `secret` for one that is not configured', async () => {
    const tool = defineTool({ ...base, input: true, run: (_, { secret }) => secret('news') });
    expect((await errorOf(call(tool, null))).error).toMatchObject({ type: 'secret', retryable: false });
  });
});

describe('a cancelled call', () => {
  it('aborts the signal of the tool', async () => {
    const controller = new AbortController();
    let told = false;
    const tool = defineTool({
      ...base,
      input: true,
      run: (_, { signal }) => new Promise(() => signal.addEventListener('abort', () => (told = true))),
    });
    const outcome = expect(call(tool, null, { signal: controller.signal })).rejects.toThrow('stop');
    await sleep(5);
    controller.abort(new Error('stop'));
    await outcome;
    expect(told).toBe(true);
  });

  it('does not wait for a tool that does not listen, nor mind what it throws later', async () => {
    const controller = new AbortController();
    const { promise, reject } = Promise.withResolvers<never>();
    const log = keepingLog();
    const tool = defineTool({ ...base, input: true, run: () => promise });
    const outcome = expect(call(tool, null, { signal: controller.signal }, log)).rejects.toThrow('stop');
    await sleep(5);
    controller.abort(new Error('stop'));
    await outcome;
    reject(new Error('late'));
    await sleep(5);
    expect(log.entries.map(({ message }) => message)).toEqual(['an abandoned tool failed']);
  });

  it('is not made at all', async () => {
    let called = false;
    const tool = defineTool({ ...base, input: true, run: () => (called = true) });
    await expect(call(tool, null, { signal: AbortSignal.abort(new Error('stop')) })).rejects.toThrow('stop');
    expect(called).toBe(false);
  });
});

it('a tool that is not there is an error that says what was meant', async () => {
  const tools = createRegistry([defineTool({ ...base, name: 'crm.find', input: true, run: () => 1 })]);
  const request = {
    kind: 'tool',
    key: 'k',
    retry: once,
    tool: 'crm.fnid',
    input: null,
    effect: 'read',
  } as const;
  const { error } = await errorOf(
    callTool(request, attemptOf(), {
      tools,
      artifacts: noArtifacts,
      secret: () => undefined,
      log: keepingLog(),
    }),
  );
  expect(error).toMatchObject({ type: 'tool-unknown', retryable: false, detail: 'Did you mean `crm.find`?' });
});

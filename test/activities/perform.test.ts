import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Attempt } from '../../src/activities/attempt.ts';
import type { ActivityDeps } from '../../src/activities/deps.ts';
import { perform } from '../../src/activities/perform.ts';
import { defineTool } from '../../src/activities/tools/define.ts';
import { builtIn, createRegistry } from '../../src/activities/tools/registry.ts';
import type { Call, ToolCall } from '../../src/interpreter/call.ts';
import { createFileBlobs } from '../../src/store/file-blobs.ts';
import { plainDeps } from '../support/deps.ts';
import { attemptOf, keepingLog, once, shell } from './support/attempt.ts';
import { errorOf } from './support/errors.ts';
import { turnCall } from './support/turn.ts';

let data: string;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'perform-'));
});
afterEach(() => rm(data, { recursive: true }));

const tool = (name: string, run: () => unknown) =>
  defineTool({ name, description: 'x', input: true, effect: 'read', run });

const tools = createRegistry([
  ...builtIn,
  tool('test.never', () => new Promise(() => undefined)),
  tool('test.large', () => 'x'.repeat(17_000_000)),
  tool('test.escaped', () => '\u0001'.repeat(3_000_000)),
]);

const run = (call: Call, attempt: Attempt = attemptOf(), over: Partial<ActivityDeps> = {}) =>
  perform(call, attempt, {
    programs: data,
    data,
    secret: () => undefined,
    tools,
    models: {},
    blobs: createFileBlobs(join(data, 'blobs')),
    log: keepingLog(),
    now: Date.now,
    ...plainDeps(data),
    ...over,
  });

const toolCall = (name: string, over: Partial<ToolCall> = {}): ToolCall => ({
  kind: 'tool',
  key: 'run-1/a#1',
  retry: once,
  tool: name,
  input: null,
  effect: 'read',
  ...over,
});

describe('every kind of call', () => {
  it('finds its way', async () => {
    expect(await run(toolCall('data.echo', { input: { a: 1 } }))).toEqual({ a: 1 });
    expect(await run(shell('printf hi'))).toEqual({ exit: 0, stdout: 'hi', stderr: '' });
    expect((await errorOf(run(turnCall({})))).error.type).toBe('model-key');
  });
});

describe('time limits', () => {
  it('an attempt that takes too long may be made again', async () => {
    const retry = { ...once, attemptTimeoutMs: 50 };
    const { error } = await errorOf(run(toolCall('test.never', { retry })));
    expect(error).toMatchObject({ type: 'attempt-timeout', retryable: true });
    expect(error.title).toContain('50ms');
  });

  it('a visit that takes too long is over, counted from when it was first scheduled', async () => {
    const attempt = attemptOf({ scheduledAt: 1_000, number: 3 });
    const { error } = await errorOf(
      run(toolCall('test.never', { timeoutMs: 60_000 }), attempt, { now: () => 60_990 }),
    );
    expect(error).toMatchObject({ type: 'timeout', retryable: false });
  });

  it('a visit whose time is up does not begin its work', async () => {
    const attempt = attemptOf({ scheduledAt: 0 });
    let begun = false;
    const begins = createRegistry([tool('test.begins', () => (begun = true))]);
    for (const call of [shell('sleep 600', { timeoutMs: 10 }), toolCall('test.begins', { timeoutMs: 10 })])
      expect((await errorOf(run(call, attempt, { tools: begins }))).error.type).toBe('timeout');
    expect(begun).toBe(false);
  });

  it('the shorter limit counts', async () => {
    const call = toolCall('test.never', { timeoutMs: 40, retry: { ...once, attemptTimeoutMs: 60_000 } });
    expect((await errorOf(run(call))).error.type).toBe('timeout');
  });

  it('end a program with its tree', async () => {
    const { error } = await errorOf(
      run(shell('sleep 600 & sleep 600', { retry: { ...once, attemptTimeoutMs: 100 } })),
    );
    expect(error.type).toBe('attempt-timeout');
  });

  it('longer than a timer can hold are no limit', async () => {
    expect(await run(toolCall('data.echo', { timeoutMs: 90 * 86_400_000 }))).toBeNull();
  });

  it('leave cancellation its own reason', async () => {
    const signal = AbortSignal.abort(new Error('cancelled'));
    await expect(run(toolCall('test.never', { timeoutMs: 60_000 }), attemptOf({ signal }))).rejects.toThrow(
      'cancelled',
    );
  });
});

describe('a result', () => {
  it.each(['test.large', 'test.escaped'])('that is too large is an error `output`: %s', async (name) => {
    const { error } = await errorOf(run(toolCall(name)));
    expect(error).toMatchObject({ type: 'output', retryable: false, title: 'The result is too large' });
  });

  it('nested deeper than can be written is no fault of ours', async () => {
    const script = 'yes "[" | head -n 200000 | tr -d "\\n"; yes "]" | head -n 200000 | tr -d "\\n"';
    const outcome = await run(shell(script)).then(
      () => 'output',
      (error: { error?: { type: string } }) => error.error?.type,
    );
    expect(outcome).toBe('output');
  });
});

/** Results kept over runs, around real calls: what is the same call, and what is not kept. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ActivityDeps } from '../../../src/activities/deps.ts';
import { perform } from '../../../src/activities/perform.ts';
import { defineTool, suspend } from '../../../src/activities/tools/define.ts';
import { createRegistry } from '../../../src/activities/tools/registry.ts';
import type { Call, CacheCall, ToolCall } from '../../../src/interpreter/call.ts';
import { createFileBlobs } from '../../../src/store/file-blobs.ts';
import { plainDeps } from '../../support/deps.ts';
import { attemptOf, keepingLog, once, shell } from '../support/attempt.ts';

let folder: string;
let calls = 0;
beforeEach(async () => {
  calls = 0;
  folder = await mkdtemp(join(tmpdir(), 'keep-'));
});
afterEach(() => rm(folder, { recursive: true }));

const count = defineTool({
  name: 'test.count',
  description: 'Counts its calls',
  input: true,
  effect: 'idempotent',
  run: () => ++calls,
});
const waits = defineTool({
  name: 'test.waits',
  description: 'Suspends itself',
  input: true,
  output: { type: 'number' },
  effect: 'once',
  run: () => suspend({ status: 'elsewhere', reason: `Call ${++calls}` }),
});

function run(call: Call): Promise<unknown> {
  const deps: ActivityDeps = {
    programs: folder,
    data: folder,
    secret: () => undefined,
    tools: createRegistry([count, waits]),
    models: {},
    blobs: createFileBlobs(join(folder, 'blobs')),
    log: keepingLog(),
    now: Date.now,
    ...plainDeps(folder),
  };
  return perform(call, attemptOf(), deps);
}

const call = (more: Partial<ToolCall> = {}): ToolCall => ({
  kind: 'tool',
  key: 'r/a#1',
  retry: once,
  tool: 'test.count',
  input: {},
  effect: 'idempotent',
  cache: { node: 'n' },
  ...more,
});

describe('a call with `cache`', () => {
  it('is done once for the same inputs, whichever visit makes it', async () => {
    expect(await run(call())).toEqual({ hit: false, result: 1 });
    expect(await run(call({ key: 'other/b#7' }))).toEqual({ hit: true, result: 1 });
    expect(await run(call({ input: { x: 1 } }))).toEqual({ hit: false, result: 2 });
    expect(await run(call({ cache: { node: 'm' } }))).toEqual({ hit: false, result: 3 });
  });

  it('is the same call by its key alone, where it has one', async () => {
    const cache = { node: 'n', key: 'k' };
    expect(await run(call({ cache, input: 1 }))).toEqual({ hit: false, result: 1 });
    expect(await run(call({ cache, input: 2 }))).toEqual({ hit: true, result: 1 });
  });

  it('is done again when it has failed, and when its time is over', async () => {
    const fails = shell('exit 3', { cache: { node: 'n' } });
    for (let time = 0; time < 2; time++)
      await expect(run(fails)).rejects.toMatchObject({ error: { type: 'exit' } });
    expect(await run(call({ cache: { node: 'n', ttlMs: 0 } }))).toEqual({ hit: false, result: 1 });
    expect(await run(call())).toEqual({ hit: false, result: 2 });
  });

  it('keeps nothing of a handler that has suspended itself', async () => {
    const first = await run(call({ tool: 'test.waits' }));
    expect(first).toEqual({ hit: false, result: { $suspend: { status: 'elsewhere', reason: 'Call 1' } } });
    await run(call({ tool: 'test.waits' }));
    expect(calls).toBe(2);
    const print = shell(`echo '{"$suspend":{"status":"s","reason":"r"}}'`, { cache: { node: 'n' } });
    for (let time = 0; time < 2; time++) expect(await run(print)).toMatchObject({ hit: false });
  });

  it('without `cache` replies as ever', async () => {
    const { cache: _, ...plain } = call();
    expect(await run(plain)).toBe(1);
  });
});

it('results of agents are kept by calls of their own', async () => {
  const get: CacheCall = { kind: 'cache', key: 'r/a#1/cache.get', retry: once, node: 'n', of: ['prompt'] };
  expect(await run(get)).toEqual({ hit: false });
  await run({ ...get, key: 'r/a#1/cache.put', value: { answer: 42 } });
  expect(await run(get)).toEqual({ hit: true, value: { answer: 42 } });
});

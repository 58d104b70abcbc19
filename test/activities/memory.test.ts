/** What is over leaves nothing behind: a worker does millions of calls. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it, onTestFinished } from 'vitest';
import type { Attempt } from '../../src/activities/attempt.ts';
import { perform } from '../../src/activities/perform.ts';
import { defineTool } from '../../src/activities/tools/define.ts';
import { builtIn, createRegistry } from '../../src/activities/tools/registry.ts';
import type { Call } from '../../src/interpreter/call.ts';
import { createFileBlobs } from '../../src/store/file-blobs.ts';
import { plainDeps } from '../support/deps.ts';
import { attemptOf, keepingLog, once, shell } from './support/attempt.ts';
import { serve } from './support/server.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** A tool whose author never takes the ear off the signal. */
const listens = defineTool({
  name: 'test.listens',
  description: 'x',
  input: true,
  effect: 'read',
  run: (_, { signal }) => signal.addEventListener('abort', () => undefined),
});

const toolCall = (tool: string, input: object): Call => ({
  kind: 'tool',
  key: 'run-1/a#1',
  retry: { ...once, attemptTimeoutMs: 3_600_000 },
  timeoutMs: 3_600_000,
  tool,
  input: input as never,
  effect: 'read',
});

it.each([
  ['tool', () => toolCall('data.echo', {})],
  ['tool that listens', () => toolCall('test.listens', {})],
  ['program', () => shell('true')],
  ['request', (url: string) => toolCall('http.request', { url })],
])('a %s', async (_, callOf) => {
  const data = mkdtempSync(join(tmpdir(), 'memory-'));
  onTestFinished(() => rmSync(data, { recursive: true }));
  const server = await serve((_seen, response) => void response.end('ok'));
  onTestFinished(server.close);
  const deps = { ...plainDeps(data), programs: data, data, log: keepingLog() };
  // As the SDK has it: what an activity begins keeps the activity's context.
  const contexts = new AsyncLocalStorage<object>();
  const known: WeakRef<object>[] = [];
  const doOne = () => {
    const attempt = attemptOf();
    known.push(new WeakRef(attempt));
    return contexts.run(attempt, () => work(attempt));
  };
  const work = async (attempt: Attempt) => {
    await perform(callOf(server.url), attempt, {
      ...deps,
      secret: () => undefined,
      tools: createRegistry([...builtIn, listens]),
      models: {},
      blobs: createFileBlobs(join(data, 'blobs')),
      now: Date.now,
    });
  };
  for (let index = 0; index < 20; index++) await doOne();
  for (let round = 0; round < 20; round++) {
    collect();
    await setImmediate();
  }
  // The last one may still be on a stack.
  expect(known.filter((attempt) => attempt.deref()).length).toBeLessThan(3);
});

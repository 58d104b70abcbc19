/** Which calls wait in the queue of a limit. */
import { expect, it } from 'vitest';
import { limitedQueue } from '../../src/workflows/limited.ts';

const limited = ['tool:http.request', 'model:compatible/qwen/3'];
const model = { provider: 'compatible', name: 'qwen/3' };

it.each([
  ['a tool', { activity: 'tool.http.request', input: {} }, 'main/limit/tool:http.request'],
  [
    'a tool on a queue',
    { activity: 'tool.http.request', input: {}, queue: 'gpu' },
    'gpu/limit/tool:http.request',
  ],
  ['another tool', { activity: 'tool.http.requests', input: {} }, undefined],
  ['a program of that name', { activity: 'run.http.request', input: {} }, undefined],
  ['a model', { activity: 'agent.turn', input: { model } }, 'main/limit/model:compatible/qwen/3'],
  ['another model', { activity: 'agent.turn', input: { model: { ...model, name: 'qwen' } } }, undefined],
  ['a tool with such an input', { activity: 'tool.x', input: { model } }, undefined],
  ['a call without any', { activity: 'lock.acquire', input: null }, undefined],
])('%s', (_, call, queue) => {
  expect(limitedQueue(call, 'main', limited)).toBe(queue);
  expect(limitedQueue(call, 'main')).toBeUndefined();
});

/** Durations, there and back. */
import { expect, it } from 'vitest';
import { formatDuration, parseDuration } from '../../src/interpreter/duration.ts';
import { timeoutError } from '../../src/interpreter/errors.ts';

it.each([
  [0, '0s'],
  [250, '250ms'],
  [1_500, '1s500ms'],
  [90_000, '1m30s'],
  [259_200_000, '3d'],
])('%i ms are %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
  expect(parseDuration(text)).toBe(ms);
});

it('a limit is named as it was written', () => {
  expect(timeoutError('timeout', 259_200_000).title).toBe('Not done within 3d');
  expect(timeoutError('run-timeout', 60_000).title).toBe('The run was not done within 1m');
});

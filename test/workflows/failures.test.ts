/** What of an error stands in a history as it is, beside the payloads. */
import { expect, it } from 'vitest';
import { toCancellation, toFailure } from '../../src/workflows/failures.ts';

const error = { type: 't'.repeat(300), title: `\ud83d ${'x'.repeat(150_000)}`, retryable: false };

it('is short, whatever the error says', () => {
  const { message, type, details } = toFailure(error);
  expect([message.length, type?.length]).toEqual([2_000, 200]);
  expect(details).toEqual([error]);
  expect(toCancellation(error).message).toHaveLength(2_000);
});

it('is Unicode', () => {
  expect(toFailure(error).message.isWellFormed()).toBe(true);
  expect(toFailure({ ...error, type: 'a\udc00' }).type).toBe('a\ufffd');
  expect(toCancellation({ ...error, title: '\ud83d' }).message).toBe('\ufffd');
});

import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from 'vitest';
import { CallError, lasting, passing } from '../../src/activities/call-error.ts';
import { toFailure } from '../../src/activities/failure.ts';
import type { RetryPlan } from '../../src/interpreter/plan.ts';

const plan: RetryPlan = { attempts: 5, backoffMs: 1_000, factor: 2, maxMs: 10_000, jitter: 0 };
const retries = (thrown: unknown, over: Partial<RetryPlan> = {}) =>
  !toFailure(thrown, { ...plan, ...over }, 1).nonRetryable;
const within = (thrown: unknown, leftMs: number, over: Partial<RetryPlan> = {}) =>
  !toFailure(thrown, { ...plan, ...over }, 1, leftMs).nonRetryable;
const pause = (thrown: unknown, over: Partial<RetryPlan>, attempt = 1, random = 0.5) =>
  toFailure(thrown, { ...plan, ...over }, attempt, Infinity, () => random).nextRetryDelay;

describe('what Temporal is told', () => {
  it('is type, title, and the whole error', () => {
    const thrown = new CallError({ type: 'http.404', title: 'Gone', status: 404, retryable: false });
    const failure = toFailure(thrown, plan, 1);
    expect(failure).toBeInstanceOf(ApplicationFailure);
    expect(failure).toMatchObject({
      type: 'http.404',
      message: 'Gone',
      nonRetryable: true,
      details: [{ type: 'http.404', title: 'Gone', status: 404, retryable: false }],
    });
    expect(failure.nextRetryDelay).toBeUndefined();
  });

  it('is Unicode, for a worker that is given half a character ends', () => {
    const { message, type } = toFailure(
      new CallError({ type: 'a\udc00', title: '\ud83d', retryable: false }),
      plan,
      1,
    );
    expect([type, message]).toEqual(['a\ufffd', '\ufffd']);
  });

  it('is never larger than Temporal takes, and still says what happened', () => {
    const long = 'ä'.repeat(3_000_000);
    const error = {
      type: 'crm.conflict',
      title: `Conflict ${long}`,
      detail: `See ${long}`,
      data: [long],
      retryable: false,
    };
    const failure = toFailure(new CallError(error), plan, 1);
    expect(Buffer.byteLength(JSON.stringify([failure.message, failure.details]))).toBeLessThan(100_000);
    expect(failure).toMatchObject({
      type: 'crm.conflict',
      message: expect.stringMatching(/^Conflict ä+…$/),
      details: [{ type: 'crm.conflict', detail: expect.stringMatching(/^See ä+…$/) }],
    });
    expect(failure.details?.[0]).not.toHaveProperty('data');
  });

  it('is `internal`, worth another attempt, for what nobody foresaw', () => {
    const failure = toFailure(new RangeError('disk full'), plan, 1);
    expect(failure).toMatchObject({
      type: 'internal',
      message: 'RangeError: disk full',
      nonRetryable: false,
    });
    expect(toFailure('text', plan, 1)).toMatchObject({ type: 'internal', message: 'text' });
  });
});

describe('another attempt', () => {
  const exit = passing('exit', 'x');
  const output = lasting('output', 'x');

  it('is made for what may pass', () => {
    expect(retries(exit)).toBe(true);
    expect(retries(output)).toBe(false);
  });

  it('is made only for what `on` names, also when it would not be otherwise', () => {
    expect(retries(exit, { on: ['signal'] })).toBe(false);
    expect(retries(output, { on: ['output'] })).toBe(true);
    const http = new CallError({ type: 'http.404', title: 'x', retryable: false });
    expect(retries(http, { on: ['http.*'] })).toBe(true);
    expect(retries(http, { on: ['*'] })).toBe(true);
    expect(retries(exit, { on: [] })).toBe(false);
  });

  it('is never made for what `not` names', () => {
    expect(retries(exit, { not: ['exit'] })).toBe(false);
    expect(retries(exit, { on: ['exit'], not: ['*'] })).toBe(false);
    expect(retries(exit, { not: ['signal'] })).toBe(true);
  });

  it.each(['timeout', 'tool-input', 'tool-unknown'] as const)('is never made for `%s`', (type) => {
    expect(retries(passing(type, 'x'), { on: ['*'] })).toBe(false);
  });

  it('is not made where the pause before it would pass the timeout of the visit', () => {
    expect(within(exit, 1_001)).toBe(true);
    expect(within(exit, 1_000)).toBe(false);
    expect(within(busy(5_000), 4_000)).toBe(false);
    expect(within(exit, 900, { backoffMs: 500 })).toBe(true);
  });

  it('is made after the loss of a worker whatever `on` names, as Temporal does', () => {
    expect(retries(passing('worker-lost', 'x'), { on: ['exit'] })).toBe(true);
    expect(retries(passing('worker-lost', 'x'), { not: ['worker-lost'] })).toBe(false);
  });

  it('is not made of what must be done once and is in doubt', () => {
    for (const type of ['worker-lost', 'attempt-timeout', 'store', 'internal'] as const) {
      expect(retries(passing(type, 'x'), { doubt: 'ask' })).toBe(false);
      expect(retries(passing(type, 'x'))).toBe(true);
    }
    expect(retries(passing('tool-failed', 'x', { doubt: true }), { doubt: 'ask' })).toBe(false);
    expect(retries(passing('tool-failed', 'x', { doubt: true }))).toBe(true);
    expect(retries(passing('tool-failed', 'x'), { doubt: 'ask' })).toBe(true);
  });
});

const busy = (ms: number) => passing('model-unavailable', 'x', {}, ms);

describe('the pause before it', () => {
  it('is Temporal’s own without jitter and hint', () => {
    expect(pause(passing('exit', 'x'), {}, 3)).toBeUndefined();
  });

  it.each([
    [1, 0, 1_000],
    [1, 0.5, 750],
    [1, 1, 500],
    [3, 0.5, 3_000],
    [9, 0, 10_000],
  ])('is shortened by jitter: attempt %i, random %d', (attempt, random, expected) => {
    expect(pause(passing('exit', 'x'), { jitter: 0.5 }, attempt, random)).toBe(expected);
  });

  it('is as long as the other side asks, but not shorter than the plan and not without end', () => {
    expect(pause(busy(5_000), {})).toBe(5_000);
    expect(pause(busy(10), {})).toBe(1_000);
    expect(pause(busy(86_400_000), {})).toBe(600_000);
    expect(pause(busy(0), { backoffMs: 0 })).toBe(0);
  });

  it('is not given where there is no other attempt', () => {
    expect(pause(busy(5_000), { not: ['*'] })).toBeUndefined();
  });
});

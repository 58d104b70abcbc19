/** `wait`: how long, and what is no time to wait for. */
import { describe, expect, it } from 'vitest';
import type { WaitNode } from '../../../src/interpreter/plan.ts';
import { byHand } from '../../support/by-hand.ts';
import { expr } from '../../support/plan-blocks.ts';
import { planOf, scopeOf } from '../../support/plan.ts';

function started(span: WaitNode['span']) {
  const { feed, state } = byHand(planOf(scopeOf([{ name: 'w', kind: 'wait', span }])));
  return { commands: feed({ type: 'start' }), waits: state().waits, result: state().result };
}

describe('wait', () => {
  it.each([
    ['some milliseconds', { for: 1 }],
    ['a duration', { for: { value: '90s' } }],
    ['an instant', { until: { value: '1970-01-01T00:00:01Z' } }],
  ])('is for %s', (_, span) => {
    expect(started(span)).toEqual({ commands: ['w#1/wait'], waits: 1, result: undefined });
  });

  it.each([
    ['no time', { for: 0 }],
    ['a time that is over', { until: { value: '1969-12-31T23:59:59Z' } }],
  ])('goes on at once for %s', (_, span) => {
    expect(started(span)).toMatchObject({
      commands: ['finish'],
      waits: 0,
      result: { status: 'succeeded' },
    });
  });

  it.each([
    ['a duration that is none', { for: { value: 'soon' } }, '`soon` is no duration'],
    ['an instant that is none', { until: { value: 'soon' } }, '`soon` is no instant'],
    ['a duration that cannot be computed', { for: expr('[0][1]') }, expect.any(String)],
    ['an instant that cannot be computed', { until: expr('[0][1]') }, expect.any(String)],
  ])('fails for %s', (_, span, title) => {
    const { waits, result } = started(span);
    expect(waits).toBe(0);
    expect(result).toMatchObject({
      error: { type: 'expression', title, retryable: false, instance: 'w#1' },
    });
  });
});

/** People in full: votes, who may not answer, reminders and escalation, and handlers that suspend their node. */
import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/interpreter/core/answer.ts';
import type { Json } from '../../../src/interpreter/json.ts';
import type { HumanNode } from '../../../src/interpreter/plan.ts';
import { openStatus } from '../../../src/interpreter/core/status.ts';
import { byHand } from '../../support/by-hand.ts';
import { traceOf } from '../../support/fixture.ts';
import { expr } from '../../support/plan-blocks.ts';
import { forward, human, planOf, scopeOf, tool } from '../../support/plan.ts';

const ask = (more: Partial<HumanNode>, outcomes = ['yes', 'no']) =>
  ({ ...human('ask', outcomes), ...more }) as ReturnType<typeof human>;
const answer = (by: string, outcome: string, key?: string) =>
  ({
    type: 'answer',
    answer: { node: 'ask', by, outcome, ...(key !== undefined && { idempotencyKey: key }) },
  }) as const;

const withKey = (value: Json) =>
  ({ type: 'answer', answer: { node: 'ask', outcome: 'yes', value, idempotencyKey: 'k' } }) as const;

/** What the model says: it asks for a payment each, or for nothing. */
const asks = (...ids: readonly string[]) => ({
  thread: 't',
  text: '',
  calls: ids.map((id) => ({ id, tool: 'bank.pay', input: {} })),
  finish: ids.length > 0 ? 'tools' : 'stop',
  usage: { inputTokens: 1, outputTokens: 1 },
  model: 'm',
});

describe('quorum', () => {
  const plan = planOf(scopeOf([ask({ quorum: { count: 2, of: 3 } })]));

  it('is decided by the first outcome with enough answers', () => {
    const { feed, state } = byHand(plan);
    feed({ type: 'start' });
    feed(answer('ann', 'yes'));
    feed(answer('bob', 'no'));
    feed(answer('cyd', 'yes'));
    expect(traceOf(state(), plan)).toEqual(['ask#1 succeeded:yes']);
    expect(state().result).toMatchObject({
      output: {
        ask: [
          { by: 'ann', outcome: 'yes' },
          { by: 'bob', outcome: 'no' },
          { by: 'cyd', outcome: 'yes' },
        ],
      },
    });
  });

  it('takes one answer of each person, and the same one twice as one', () => {
    const { feed, state } = byHand(plan);
    feed({ type: 'start' });
    feed(answer('ann', 'yes', 'k1'));
    feed(answer('ann', 'yes', 'k1'));
    feed(answer('ann', 'yes'));
    feed(answer('ann', 'no', 'k1'));
    feed({ type: 'answer', answer: { node: 'ask', outcome: 'yes' } });
    expect(state().refused.map(({ type }) => type)).toEqual([
      'resume-answered',
      'resume-conflict',
      'resume-invalid',
    ]);
    expect(state().requests['ask#1']?.votes).toHaveLength(1);
  });

  it('is given up when no outcome can have enough, or takes what stands in', () => {
    const three = ['a', 'b', 'c'];
    const hopeless = byHand(planOf(scopeOf([ask({ quorum: { count: 2, of: 3 } }, three)])));
    hopeless.feed({ type: 'start' });
    hopeless.feed(answer('ann', 'a'));
    hopeless.feed(answer('bob', 'b'));
    expect(hopeless.state().result).toBeUndefined();
    hopeless.feed(answer('cyd', 'c'));
    expect(hopeless.state().result).toMatchObject({ error: { type: 'quorum' } });
    const other = planOf(scopeOf([ask({ quorum: { count: 2, of: 2, otherwise: 'c' } }, three)]));
    const split = byHand(other);
    split.feed({ type: 'start' });
    split.feed(answer('ann', 'a'));
    split.feed(answer('bob', 'b'));
    expect(traceOf(split.state(), other)).toEqual(['ask#1 succeeded:c']);
  });
});

describe('notSubmitter', () => {
  it('refuses whoever has started the run, and whoever does not say his name', () => {
    const plan = planOf(scopeOf([ask({ notSubmitter: true })]));
    const { feed, state } = byHand(plan, { by: 'ann' });
    feed({ type: 'start' });
    feed(answer('ann', 'yes'));
    feed({ type: 'answer', answer: { node: 'ask', outcome: 'yes' } });
    expect(state().refused.map(({ type }) => type)).toEqual(['resume-forbidden', 'resume-invalid']);
    feed(answer('bob', 'yes'));
    expect(state().result?.status).toBe('succeeded');
  });
});

describe('reminders and escalation', () => {
  const deadline = {
    after: 100,
    outcome: 'no',
    remindMs: [10, 20],
    escalate: [{ afterMs: 50, to: [{ value: 'role:boss' }] }],
  };

  it('stand in the request, with others who may answer', () => {
    const { feed, state } = byHand(planOf(scopeOf([ask({ deadline, assignees: [{ value: 'user:ann' }] })])));
    expect(feed({ type: 'start' })).toEqual([
      'ask#1/deadline',
      'ask#1/remind.0',
      'ask#1/remind.1',
      'ask#1/escalate.0',
    ]);
    feed({ type: 'fired', op: 'ask#1/remind.0' });
    feed({ type: 'fired', op: 'ask#1/escalate.0' });
    expect(state().requests['ask#1']).toMatchObject({
      assignees: ['user:ann', 'role:boss'],
      escalatedTo: ['role:boss'],
      reminders: [2],
    });
    expect(feed({ type: 'fired', op: 'ask#1/deadline' })).toEqual(['stop ask#1', 'finish']);
  });

  it('fail the node when the others cannot be named', () => {
    const escalate = [{ afterMs: 5, to: [expr('[0][1]')] }];
    const { feed, state } = byHand(planOf(scopeOf([ask({ deadline: { ...deadline, escalate } })])));
    feed({ type: 'start' });
    feed({ type: 'fired', op: 'ask#1/escalate.0' });
    expect(state().result).toMatchObject({ error: { type: 'expression', instance: 'ask#1' } });
  });
});

describe('a handler that suspends its node', () => {
  const suspended = { $suspend: { status: 'bank', reason: 'The bank has to agree', metadata: { id: 7 } } };

  it('waits for a value, which is the result', () => {
    const plan = planOf(scopeOf([tool('t', { returns: { type: 'number' } })]));
    const { feed, done, state } = byHand(plan);
    feed({ type: 'start' });
    done('t#1', suspended);
    expect(openStatus(state())).toBe('waiting');
    expect(state().slots).toBe(0);
    expect(state().requests['t#1']).toMatchObject({
      prompt: 'The bank has to agree',
      suspended: { status: 'bank' },
    });
    expect(judge(plan, state(), { request: 't#1', value: 'no number' })).toMatchObject({
      type: 'resume-invalid',
      title: expect.stringMatching(/does not fit the form: .*number/),
      faults: [{ path: 'value', message: expect.stringContaining('number') }],
    });
    expect(judge(plan, state(), { request: 't#1', value: 1, outcome: 'x' })).toMatchObject({
      type: 'resume-invalid',
    });
    feed({ type: 'answer', answer: { node: 't', value: 42 } });
    expect(state().result).toMatchObject({ output: { t: 42 } });
  });

  it('may bring a form of its own, is timed as a whole, and withdrawn with its run', () => {
    const plan = planOf(scopeOf([tool('t', { timeoutMs: 100, solo: true })]));
    const { feed, done, state } = byHand(plan);
    feed({ type: 'start' });
    const form = { type: 'object', properties: { ok: { type: 'string' } } };
    expect(done('t#1', { $suspend: { ...suspended.$suspend, form } })).toEqual(['t#1/timeout']);
    expect(judge(plan, state(), { request: 't#1', value: { ok: 1 } })).toMatchObject({
      type: 'resume-invalid',
      faults: [{ path: 'value.ok' }],
    });
    expect(feed({ type: 'fired', op: 't#1/timeout' })).toEqual(['finish']);
    expect(state().answers['t#1']).toEqual({ how: 'withdrawn' });
    expect(state().result).toMatchObject({ error: { type: 'timeout' } });
  });
});

describe('an answer with a key', () => {
  const plan = planOf(scopeOf([ask({}), human('later')], [forward(0, 1)]));
  it('is told from another one by its value, whatever the order of its keys', () => {
    const { feed, state } = byHand(plan);
    feed({ type: 'start' });
    feed(withKey({ a: [1, { b: 2, c: 3 }], d: null }));
    feed(withKey({ d: null, a: [1, { c: 3, b: 2 }] }));
    expect(state().refused).toEqual([]);
    for (const other of [{ a: [{ b: 2, c: 3 }, 1], d: null }, { a: [1, { b: 2, c: 4 }], d: null }, 5, null])
      feed(withKey(other));
    expect(state().refused.map(({ type }) => type)).toEqual(Array(4).fill('resume-conflict'));
  });
});

describe('a tool of an agent that suspends', () => {
  const agent = {
    name: 'bot',
    kind: 'agent',
    model: { provider: 'openai', name: 'm' },
    prompt: { value: 'Pay' },
    tools: [{ name: 'bank.pay', effect: 'once' }],
    maxTurns: 5,
    retry: { attempts: 1, backoffMs: 1, factor: 1, maxMs: 1, jitter: 0 },
  } as const;
  const suspended = { $suspend: { status: 'bank', reason: 'The bank has to agree' } };

  it('goes back to the model with the value that came, once the others are in too', () => {
    const { feed, done, state } = byHand(planOf(scopeOf([agent])));
    expect(feed({ type: 'start' })).toEqual(['bot#1/1.0']);
    expect(done('bot#1/1.0', asks('c1', 'c2'))).toEqual(['bot#1/1.1', 'bot#1/1.2']);
    expect(done('bot#1/1.1', suspended)).toEqual([]);
    expect(feed({ type: 'answer', answer: { request: 'bot#1/1.1', value: 'agreed' } })).toEqual([]);
    expect(state().result).toBeUndefined();
    expect(done('bot#1/1.2', 'paid')).toEqual(['bot#1/2.0']);
    expect(done('bot#1/2.0', asks('c3'))).toEqual(['bot#1/2.1']);
    expect(done('bot#1/2.1', suspended)).toEqual([]);
    expect(feed({ type: 'answer', answer: { request: 'bot#1/2.1', value: 'agreed' } })).toEqual([
      'bot#1/3.0',
    ]);
    expect(done('bot#1/3.0', asks())).toEqual(['finish']);
  });

  it('may have been its last turn', () => {
    const { feed, done, state } = byHand(planOf(scopeOf([{ ...agent, maxTurns: 1 }])));
    feed({ type: 'start' });
    done('bot#1/1.0', asks('c1'));
    done('bot#1/1.1', suspended);
    feed({ type: 'answer', answer: { request: 'bot#1/1.1', value: 'agreed' } });
    expect(state().result).toMatchObject({ error: { type: 'turns', instance: 'bot#1' } });
  });
});

function opened(more: Partial<HumanNode>) {
  const { feed, state } = byHand(planOf(scopeOf([ask(more)])));
  const commands = feed({ type: 'start' });
  return { commands, request: state().requests['ask#1'], result: state().result };
}

describe('a request', () => {
  it('holds what is shown, and until when it stands', () => {
    expect(opened({}).request).toEqual({
      scope: 0,
      node: 0,
      visit: 1,
      openedAt: 1,
      prompt: 'ask?',
      assignees: [],
    });
    expect(opened({ show: { value: [1] }, deadline: { after: 100 } }).request).toMatchObject({
      show: [1],
      deadline: 101,
    });
  });

  it('has no time left when its deadline has passed', () => {
    const { commands, request } = opened({ deadline: { until: { value: '1960-01-01T00:00:00Z' } } });
    expect(commands).toEqual(['ask#1/deadline']);
    expect(request).toMatchObject({ deadline: 1 });
  });

  const bad = expr('[0][1]');
  it.each([
    ['what is asked', { prompt: bad }],
    ['what is shown', { show: bad }],
    ['who is asked', { assignees: [bad] }],
    ['until when', { deadline: { until: bad } }],
  ])('is not opened when %s cannot be computed', (_, more) => {
    const { request, result } = opened(more);
    expect(request).toBeUndefined();
    expect(result).toMatchObject({ error: { type: 'expression', instance: 'ask#1' } });
  });
});

/** Work in doubt (S36), event by event: what is asked, what is done again, and what is not asked about. */
import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/interpreter/core/answer.ts';
import type { Answer } from '../../../src/interpreter/core/event.ts';
import { openStatus } from '../../../src/interpreter/core/status.ts';
import type { RunError } from '../../../src/interpreter/errors.ts';
import type { Plan } from '../../../src/interpreter/plan.ts';
import { byHand } from '../../support/by-hand.ts';
import { compiled } from '../../support/fixture.ts';

const lost: RunError = { type: 'worker-lost', title: 'Gone', retryable: true };
const refused: RunError = { type: 'refused', title: 'No', retryable: true };

const definition = (nodes: string, top = '') =>
  compiled(`ostinato: 1\nname: doubt\n${top}\nnodes:\n  ${nodes.trim()}\n`);

const pay = 'pay: { tool: test.echo, input: { n: 1 }, effect: once, retry: 3';

function begin(plan: Plan) {
  const run = byHand(plan);
  return {
    ...run,
    begun: run.feed({ type: 'start' }),
    fails: (op: string, error: RunError) => run.feed({ type: 'failed', op, error }),
    say: (answer: Answer) => run.feed({ type: 'answer', answer }),
  };
}

const agent = () => {
  const plan = definition(
    'work: { agent: {}, prompt: Pay, tools: [test.echo] }',
    'defaults: { model: openai/m }',
  );
  // The tools of the tests may be done twice.
  const text = JSON.stringify(plan).replace('"effect":"idempotent"', '"effect":"once","doubt":"ask"');
  return JSON.parse(text) as Plan;
};
/** What the model says: it asks for these calls. */
const asks = (calls: readonly string[]) => ({
  thread: 't',
  text: 'Done',
  calls: calls.map((id) => ({ id, tool: 'test.echo', input: { id } })),
  finish: calls.length > 0 ? 'tools' : 'stop',
  usage: { inputTokens: 1, outputTokens: 1 },
  model: 'm',
});

describe('a call that must be done once', () => {
  it('is asked about where its worker is lost, and waits', () => {
    const { begun, fails, state } = begin(definition(`${pay} }`));
    expect(begun).toEqual(['pay#1']);
    expect(fails('pay#1', lost)).toEqual([]);
    expect(state().requests['pay#1']).toMatchObject({ doubt: { error: lost } });
    expect(openStatus(state())).toBe('waiting');
    expect(state().slots).toBe(0);
  });

  it.each<RunError>([
    lost,
    { ...lost, type: 'attempt-timeout' },
    { ...lost, type: 'internal' },
    { ...refused, doubt: true },
  ])('is in doubt: $type', (error) => {
    const { fails, state } = begin(definition(`${pay} }`));
    fails('pay#1', error);
    expect(Object.keys(state().requests)).toEqual(['pay#1']);
  });

  it('is in doubt where it was cancelled from outside', () => {
    const { feed, state } = begin(definition(`${pay} }`));
    feed({ type: 'stopped', op: 'pay#1' });
    expect(state().requests).toHaveProperty(['pay#1', 'doubt', 'error', 'type'], 'cancelled');
  });

  it.each<RunError>([refused, { ...lost, type: 'timeout', retryable: false }])(
    'is not in doubt: $type',
    (error) => {
      const { fails, state } = begin(definition(`${pay} }`));
      fails('pay#1', error);
      expect(state().result).toMatchObject({ status: 'failed', error: { type: error.type } });
    },
  );

  it('is not asked about when it is being stopped', () => {
    const { feed, fails, state } = begin(definition(`${pay} }`));
    feed({ type: 'cancel' });
    fails('pay#1', lost);
    expect(state().result).toEqual({ status: 'cancelled', error: expect.anything() as RunError });
  });

  it('fails in a plan that was made before there was the question', () => {
    const made = definition(`${pay} }`);
    const old = JSON.parse(JSON.stringify(made).replace(',"doubt":"ask"', '')) as Plan;
    expect(old).not.toEqual(made);
    const { fails, state } = begin(old);
    fails('pay#1', lost);
    expect(state().result).toMatchObject({ status: 'failed', error: { type: 'worker-lost' } });
  });
});

describe('again', () => {
  it('makes the same call, whatever has changed', () => {
    const run = begin(definition('pay: { tool: test.echo, input: { at: "${ run.now }" }, effect: once }'));
    const call = run.state().ops['pay#1']?.once;
    expect(call?.input).toMatchObject({ key: 'run-1/pay#1' });
    run.fails('pay#1', lost);
    expect(run.say({ request: 'pay#1', outcome: 'again' })).toEqual(['pay#1']);
    expect(run.state().ops['pay#1']?.once).toEqual(call);
    run.fails('pay#1', lost);
    run.say({ request: 'pay#1', outcome: 'again' });
    run.done('pay#1', { ok: true });
    expect(run.state().result).toMatchObject({ status: 'succeeded', output: { pay: { ok: true } } });
    expect(run.state().slots).toBe(0);
  });

  it('has what is left of the time of its node, however often', () => {
    const run = begin(definition(`${pay}, timeout: 1s }`));
    expect(run.fails('pay#1', lost)).toEqual(['pay#1/timeout']);
    run.say({ request: 'pay#1', outcome: 'again' });
    run.fails('pay#1', lost);
    expect(run.say({ request: 'pay#1', outcome: 'again' })).toEqual(['pay#1']);
    expect(Object.keys(run.state().ops)).toEqual(['pay#1/timeout', 'pay#1']);
    // The call has the same limit: it ends by itself at this time.
    expect(run.feed({ type: 'fired', op: 'pay#1/timeout' })).toEqual([]);
    run.fails('pay#1', { type: 'timeout', title: 'Too late', retryable: false });
    expect(run.state().result).toMatchObject({ error: { type: 'timeout', instance: 'pay#1' } });
  });

  it('does not wait for the window, and counts in it', () => {
    const nodes = `${pay} }\n  next: { tool: test.echo }\n  third: { tool: test.echo }`;
    const run = begin(definition(nodes, 'limits: { parallel: 1 }'));
    expect(run.begun).toEqual(['pay#1']);
    expect(run.fails('pay#1', lost)).toEqual(['next#1']);
    expect(run.say({ request: 'pay#1', outcome: 'again' })).toEqual(['pay#1']);
    expect(run.state().slots).toBe(2);
    expect(run.done('next#1')).toEqual([]);
    expect(run.done('pay#1')).toEqual(['third#1']);
  });
});

describe('an answer', () => {
  it('that is sent again with its key, when the question has come again, is that of before', () => {
    const plan = definition(`${pay} }`);
    const { fails, say, state } = begin(plan);
    fails('pay#1', lost);
    const answer = { request: 'pay#1', outcome: 'again', idempotencyKey: 'k' };
    say(answer);
    fails('pay#1', lost);
    expect(judge(plan, state(), answer)).toEqual({ is: 'repeat', request: 'pay#1', outcome: 'again' });
    expect(judge(plan, state(), { ...answer, outcome: 'failed' })).toMatchObject({ type: 'resume-conflict' });
    expect(judge(plan, state(), { ...answer, idempotencyKey: 'l' })).toMatchObject({ is: 'accept' });
  });

  it('that it has failed makes the failure certain', () => {
    const { fails, say, state } = begin(definition(`${pay} }`));
    fails('pay#1', { ...refused, doubt: true });
    say({ request: 'pay#1', outcome: 'failed' });
    expect(state().result).toEqual({ status: 'failed', error: { ...refused, instance: 'pay#1' } });
  });

  it('for a program stands where its data would', () => {
    const { fails, say, state } = begin(definition('pay: { run: [pay], effect: once }'));
    fails('pay#1', lost);
    say({ request: 'pay#1', outcome: 'happened', value: { no: 7 } });
    const output = { exit: 0, stdout: '', stderr: '', data: { no: 7 } };
    expect(state().result).toEqual({ status: 'succeeded', output: { pay: output } });
  });
});

describe('a tool that an agent has called', () => {
  it('is asked about by itself; the model hears what it is told', () => {
    const { done, fails, say, state } = begin(agent());
    expect(done('work#1/1.0', asks(['a', 'b', 'c']))).toEqual(['work#1/1.1', 'work#1/1.2', 'work#1/1.3']);
    for (const op of ['work#1/1.1', 'work#1/1.2', 'work#1/1.3']) fails(op, lost);
    expect(Object.keys(state().requests)).toEqual(['work#1/1.1', 'work#1/1.2', 'work#1/1.3']);
    say({ request: 'work#1/1.1', outcome: 'happened', value: 'paid' });
    say({ request: 'work#1/1.3', outcome: 'failed' });
    expect(say({ request: 'work#1/1.2', outcome: 'again' })).toEqual(['work#1/1.2']);
    expect(done('work#1/1.2', 'second')).toEqual(['work#1/2.0']);
    const { agent: talk } = state().scopes[0]?.nodes[0]?.current?.[0] ?? {};
    expect(talk).toMatchObject({ turn: 2 });
    done('work#1/2.0', asks([]));
    expect(state().result).toMatchObject({ status: 'succeeded', output: { work: 'Done' } });
  });
});

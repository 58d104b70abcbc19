/** Events: who takes which, what is kept for later, and what the world is told of it. */
import { describe, expect, it } from 'vitest';
import type { ReceiveNode } from '../../../src/interpreter/plan.ts';
import { createState } from '../../../src/interpreter/core/state.ts';
import { openStatus, waitingFor } from '../../../src/interpreter/core/status.ts';
import { transition } from '../../../src/interpreter/core/transition.ts';
import { byHand } from '../../support/by-hand.ts';
import { traceOf } from '../../support/fixture.ts';
import { expr } from '../../support/plan-blocks.ts';
import { forward, planOf, scopeOf, tool } from '../../support/plan.ts';

function receive(name: string, event: string, key?: string, more: Partial<ReceiveNode> = {}) {
  const wants = [{ event, ...(key !== undefined && { key: { value: key } }) }];
  return {
    name,
    kind: 'receive' as const,
    events: wants,
    any: false,
    mode: 'buffered' as const,
    solo: true,
    ...more,
  };
}
const event = (name: string, key?: string, data?: number, id?: string) =>
  ({
    type: 'event',
    event: {
      name,
      ...(key !== undefined && { key }),
      ...(data !== undefined && { data }),
      ...(id !== undefined && { id }),
    },
  }) as const;

describe('receive', () => {
  it('takes events of its name and key, the first to start first', () => {
    const plan = planOf(
      scopeOf([receive('a', 'paid', '1'), receive('b', 'paid'), receive('c', 'paid', '1')]),
    );
    const { feed, state } = byHand(plan);
    expect(feed({ type: 'start' })).toEqual(['a#1/subscribe', 'b#1/subscribe']);
    feed(event('paid', '2', 2));
    feed(event('paid', '1', 1));
    feed(event('shipped', '1'));
    expect(traceOf(state(), plan)).toEqual(['b#1 succeeded', 'a#1 succeeded']);
    feed(event('paid', '1', 3));
    expect(state().result).toMatchObject({ output: { a: 1, b: 2, c: 3 } });
  });

  it('takes what came before it only if it is buffered, the oldest first', () => {
    const nodes = [tool('t'), receive('a', 'paid'), receive('b', 'paid', undefined, { mode: 'transient' })];
    const { feed, done, state } = byHand(planOf(scopeOf(nodes, [forward(0, 1), forward(0, 2)])));
    feed({ type: 'start' });
    feed(event('paid', 'x', 1));
    feed(event('paid', 'x', 2));
    expect(done('t#1')).toEqual(['b#1/subscribe']);
    feed(event('paid', 'x', 3));
    expect(state().result).toMatchObject({ output: { a: 1, b: 3 } });
  });

  it('leaves what it does not want to others', () => {
    const nodes = [tool('t'), receive('a', 'paid', '1'), receive('b', 'paid', '2')];
    const { feed, done, state } = byHand(planOf(scopeOf(nodes, [forward(0, 1), forward(0, 2)])));
    feed({ type: 'start' });
    feed(event('shipped', '1', 1));
    feed(event('paid', '2', 2));
    expect(done('t#1')).toEqual(['a#1/subscribe']);
    expect(state().events.kept).toMatchObject([{ name: 'shipped' }]);
    feed(event('paid', '1', 3));
    expect(state().result).toMatchObject({ output: { a: 3, b: 2 } });
  });

  it('asks the world for each name and key once', () => {
    const nodes = [receive('a', 'paid'), receive('b', 'paid', '1'), receive('c', 'paid', '1')];
    const plan = planOf(scopeOf(nodes));
    const state = createState(plan, { id: 'run-1', workflow: 'w', version: 1 }, {});
    const commands = transition(plan, state, { type: 'start', at: 1 });
    expect(commands.map((command) => command.type === 'call' && command.input)).toEqual([
      expect.objectContaining({ kind: 'subscribe', name: 'paid', key: 'run-1/a#1/subscribe' }),
      expect.objectContaining({ kind: 'subscribe', name: 'paid', eventKey: '1' }),
    ]);
    expect(commands[0]).not.toHaveProperty('input.eventKey');
  });

  it('sees the same id once', () => {
    const { feed, state } = byHand(planOf(scopeOf([receive('a', 'paid'), receive('b', 'paid')])));
    feed({ type: 'start' });
    feed(event('paid', 'x', 1, 'e1'));
    feed(event('paid', 'x', 1, 'e1'));
    expect(state().result).toBeUndefined();
    expect(state().events.kept).toEqual([]);
  });

  it('gives the name of the event as its outcome, of several', () => {
    const any = receive('a', 'paid', undefined, {
      any: true,
      events: [{ event: 'paid' }, { event: 'order.lost' }],
    });
    const plan = planOf(scopeOf([any]));
    const { feed, state } = byHand(plan);
    expect(feed({ type: 'start' })).toEqual(['a#1/subscribe', 'a#1/subscribe.1']);
    feed(event('order.lost'));
    expect(traceOf(state(), plan)).toEqual(['a#1 succeeded:order.lost']);
  });

  it('fails when its data does not fit, when its key cannot be read, and when nobody can be told that it waits', () => {
    const strict = receive('a', 'paid', undefined, { returns: { type: 'string' } });
    const one = byHand(planOf(scopeOf([strict])));
    one.feed({ type: 'start' });
    one.feed(event('paid', 'x', 1));
    expect(one.state().result).toMatchObject({ error: { type: 'returns' } });
    const bad = receive('a', 'paid', undefined, { events: [{ event: 'paid', key: expr('[0][1]') }] });
    const two = byHand(planOf(scopeOf([bad])));
    two.feed({ type: 'start' });
    expect(two.state().result).toMatchObject({ error: { type: 'expression' } });
    const three = byHand(planOf(scopeOf([receive('a', 'paid')])));
    three.feed({ type: 'start' });
    three.failed('a#1/subscribe', 'unavailable');
    expect(three.state().result).toMatchObject({ error: { type: 'unavailable', instance: 'a#1' } });
  });

  it('is what the run waits for, once it is known outside', () => {
    const { feed, done, state } = byHand(planOf(scopeOf([receive('a', 'paid')])));
    feed({ type: 'start' });
    expect(openStatus(state())).toBe('running');
    done('a#1/subscribe');
    expect([openStatus(state()), waitingFor(state())]).toEqual(['waiting', ['event']]);
    feed({ type: 'cancel' });
    expect(state().events.receivers).toEqual([]);
  });

  it('keeps a thousand events that nobody waits for, and forgets the oldest', () => {
    const { feed, state } = byHand(planOf(scopeOf([tool('t')])));
    feed({ type: 'start' });
    for (let count = 0; count < 1_005; count++) feed(event('noise', 'x', count, `e${count}`));
    expect(state().events.kept).toHaveLength(1_000);
    expect(state().events.kept[0]).toMatchObject({ data: 5 });
    expect(state().events.seen).toHaveLength(1_000);
  });
});

/** Parts of maps: how many there are at once, and what they are told (SH3, SH4). */
import { describe, expect, it } from 'vitest';
import { byHand } from '../../support/by-hand.ts';
import { compiled } from '../../support/fixture.ts';

const map = (keys: string, limits = '') =>
  byHand(
    compiled(
      `ostinato: 1\nname: t\n${limits}nodes:\n  m: { map: "\${ range(0, 10) }", shard: 2, ${keys} nodes: { x: { run: [x] } } }\n`,
    ),
  );
const results = [{ output: 1 }, { output: 2 }];

describe('parts of a map', () => {
  it('are four at once, and begin as others end', () => {
    const run = map('');
    expect(run.feed({ type: 'start' })).toEqual([0, 1, 2, 3].map((part) => `m#1/shard.${part}`));
    expect(run.done('m#1/shard.2', results)).toEqual(['m#1/shard.4']);
    for (const part of [0, 1, 3]) expect(run.done(`m#1/shard.${part}`, results)).toEqual([]);
    expect(run.state().slots).toBe(25);
    expect(run.done('m#1/shard.4', results)).toEqual(['finish']);
    expect(run.state()).toMatchObject({ slots: 0, busy: 0, result: { status: 'succeeded' } });
  });

  it.each([
    ['concurrency: 1,', '', 1, 100],
    ['concurrency: 6,', '', 3, 33],
    ['', 'limits: { parallel: 2 }\n', 2, 1],
    ['', 'limits: { parallel: 7 }\n', 4, 1],
  ])('with %s %s', (keys, limits, atOnce, share) => {
    const run = map(keys, limits);
    expect(run.feed({ type: 'start' })).toHaveLength(atOnce);
    expect(run.state().slots).toBe(atOnce * share);
  });

  it('fail the map with the error of their item, and stop the others', () => {
    const run = map('');
    run.feed({ type: 'start' });
    expect(run.failed('m#1/shard.1', 'odd')).toEqual(['stop m#1']);
    for (const part of [0, 2]) expect(run.feed({ type: 'stopped', op: `m#1/shard.${part}` })).toEqual([]);
    expect(run.done('m#1/shard.3', results)).toEqual(['finish']);
    expect(run.state().result).toMatchObject({ status: 'failed', error: { type: 'odd' } });
  });

  it('fail the map when they are cancelled from outside', () => {
    const run = map('onItemError: skip,');
    run.feed({ type: 'start' });
    run.feed({ type: 'stopped', op: 'm#1/shard.1' });
    expect(run.state().scopes[1]?.phase).toMatchObject({ because: { error: { type: 'cancelled' } } });
  });
});

const told = (verb: string) => [0, 1, 2, 3].map((part) => `tell m#1/shard.${part} ${verb}`);

describe('what a run is told its parts are told (SH5)', () => {
  it('all of them: a pause, and its end; those that begin meanwhile are halted from the start', () => {
    const run = map('');
    run.feed({ type: 'start' });
    expect(run.verb({ do: 'pause' })).toEqual(told('pause'));
    const [command] = run.commands({ type: 'done', op: 'm#1/shard.0', result: results });
    expect(command).toMatchObject({ op: 'm#1/shard.4', shard: { halt: 'paused' } });
    expect(run.verb({ do: 'unpause' })).toEqual([1, 2, 3, 4].map((part) => `tell m#1/shard.${part} unpause`));
    expect(run.verb({ do: 'step-mode', on: true })).toHaveLength(4);
  });

  it('the first of them: a step, when no node of the run itself waits for it', () => {
    const run = map('');
    expect(run.verb({ do: 'step-mode', on: true })).toEqual([]);
    run.feed({ type: 'start' });
    expect(run.verb({ do: 'step' })).toEqual([0, 1, 2, 3].map((part) => `m#1/shard.${part}`));
    expect(run.verb({ do: 'step' })).toEqual(['tell m#1/shard.0 step']);
  });

  it.each(['cancel-node', 'complete-node'] as const)('the one that it is about: %s', (verb) => {
    const run = map('');
    run.feed({ type: 'start' });
    expect(run.verb({ do: verb, node: 'm#1[5]' })).toEqual([`tell m#1/shard.2 ${verb}`]);
    expect(run.verb({ do: verb, node: 'm#1[5]/x#1' })).toEqual([`tell m#1/shard.2 ${verb}`]);
    for (const node of ['m#1[9]', 'm#1[5', 'm#2[5]', 'x']) expect(run.verb({ do: verb, node })).toEqual([]);
  });
});

/** The bound on what is with Temporal at once. */
import { expect, it } from 'vitest';
import type { CallCommand } from '../../src/interpreter/core/command.ts';
import { createGate } from '../../src/workflows/gate.ts';

const of = (group: string): CallCommand => ({
  type: 'call',
  op: group,
  activity: 'tool.x',
  input: null,
  title: group,
  retry: { attempts: 1, backoffMs: 1, factor: 1, maxMs: 1, jitter: 0 },
  awaitStop: false,
  group,
});

it('lets a thousand in, and one more for each that leaves, in their order', () => {
  const gate = createGate(() => 1);
  const begun: number[] = [];
  for (let index = 0; index < 1_003; index++) gate.enter(of(`g${index % 2}`), () => begun.push(index));
  expect(begun).toHaveLength(1_000);
  gate.leave();
  gate.leave();
  expect(begun.slice(1_000)).toEqual([1_000, 1_001]);
});

it('lets in at once what is about to be stopped, and then makes up for it', () => {
  const gate = createGate(() => 1);
  const begun: string[] = [];
  for (let index = 0; index < 1_000; index++) gate.enter(of('a'), () => undefined);
  for (const name of ['x', 'y', 'z']) gate.enter(of(name === 'y' ? 'keep' : 'stop'), () => begun.push(name));
  gate.flush('stop');
  expect(begun).toEqual(['x', 'z']);
  gate.leave();
  gate.leave();
  expect(begun).toEqual(['x', 'z']);
  gate.leave();
  expect(begun).toEqual(['x', 'z', 'y']);
});

it('lets out by and by what has waited and is large', () => {
  let task = 1;
  const gate = createGate(() => task);
  const begun: number[] = [];
  const large = { ...of('a'), input: 'x'.repeat(15_000) };
  gate.close();
  for (let index = 0; index < 100; index++) gate.enter(large, () => begun.push(index));
  gate.open();
  expect(begun).toHaveLength(67);
  gate.leave();
  expect(begun).toHaveLength(67);
  task = 2;
  gate.leave();
  expect(begun).toHaveLength(100);
});

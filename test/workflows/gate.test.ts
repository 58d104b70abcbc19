/** The bound on what is with Temporal at once. */
import { expect, it } from 'vitest';
import type { CallCommand, ChildCommand } from '../../src/interpreter/core/command.ts';
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

const child: ChildCommand = {
  type: 'child',
  op: 'c',
  workflow: 'other',
  input: null,
  depth: 0,
  detach: true,
  title: 'c',
  retry: of('c').retry,
  group: 'c',
};

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
  expect(begun).toHaveLength(80);
  gate.leave();
  expect(begun).toHaveLength(80);
  task = 2;
  gate.leave();
  expect(begun).toHaveLength(100);
});

it('lets in by and by what goes on and is large, whatever the core has measured', () => {
  let task = 1;
  const gate = createGate(() => task);
  const begun: number[] = [];
  for (let index = 0; index < 300; index++)
    gate.enter({ ...of('a'), input: 'x'.repeat(15_000) }, () => begun.push(index));
  expect(begun).toHaveLength(80);
  for (const at of [160, 240, 300]) {
    task++;
    gate.leave();
    expect(begun).toHaveLength(at);
  }
});

it('counts detached children as long as they may last', () => {
  const gate = createGate(() => 1);
  let begun = 0;
  for (let index = 0; index < 3_000; index++) gate.enter(child, () => begun++);
  for (let index = 0; index < 1_000; index++) gate.detach();
  expect(begun).toBe(1_900);
  for (let index = 0; index < 800; index++) gate.detach();
  expect([begun, gate.inside()]).toEqual([1_900, 100]);
  gate.leave();
  expect(begun).toBe(1_901);
});

it('lets calls in when there are many detached children', () => {
  const gate = createGate(() => 1);
  let begun = 0;
  for (let index = 0; index < 1_900; index++) {
    gate.enter(child, () => undefined);
    gate.detach();
  }
  gate.enter(of('a'), () => begun++);
  expect(begun).toBe(1);
});

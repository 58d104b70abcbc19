/**
 * Promises per node in workflow code (DR2): each one costs CPU, because the SDK traces it. Counted on replay, where the
 * sandbox runs in this thread; those of the sandbox are told apart by their realm.
 */
import { promiseHooks } from 'node:v8';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Json } from '../../src/interpreter/json.ts';
import type { Plan } from '../../src/interpreter/plan.ts';
import { forward, planOf, scopeOf, tool } from '../support/plan.ts';
import { openTemporal, type TestTemporal } from '../support/temporal.ts';

let temporal: TestTemporal;
beforeAll(async () => {
  temporal = await openTemporal({ default: async (call: { readonly input: Json }) => call.input });
});
afterAll(() => temporal.close());

function graph(size: number, chained: boolean, more: Parameters<typeof tool>[1] = {}): Plan {
  const nodes = Array.from({ length: size }, (_, index) => tool(`s${index}`, more));
  const edges = chained ? nodes.slice(1).map((_, index) => forward(index, index + 1)) : [];
  return planOf(scopeOf(nodes, edges));
}

async function promisesOf(plan: Plan): Promise<number> {
  const handle = await temporal.start(plan);
  await handle.result();
  let count = 0;
  const stop = promiseHooks.onInit((promise) => {
    if (!(promise instanceof Promise)) count++;
  });
  try {
    await temporal.replay(handle);
  } finally {
    stop();
  }
  return count;
}

for (const chained of [true, false]) {
  it(`makes three promises per node in a ${chained ? 'chain' : 'fan-out'}`, async () => {
    const small = await promisesOf(graph(10, chained));
    const large = await promisesOf(graph(40, chained));
    expect((large - small) / 30).toBe(3);
  });
}

for (const chained of [true, false]) {
  it(`makes at most seven per node of the local lane in a ${chained ? 'chain' : 'fan-out'}`, async () => {
    const local = { lane: 'local' } as const;
    const small = await promisesOf(graph(10, chained, local));
    const large = await promisesOf(graph(40, chained, local));
    expect((large - small) / 30).toBeLessThanOrEqual(7);
  });
}

/**
 * What an engineer writes by hand for the same graphs: the baseline of every ratio. Plain SDK, nothing of Ostinato.
 */
import {
  condition,
  continueAsNew,
  defineSignal,
  defineUpdate,
  executeChild,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';

interface Activities {
  noop(value: number): Promise<number>;
}

const { noop } = proxyActivities<Activities>({ startToCloseTimeout: '1 minute' });

export async function tiny(): Promise<number> {
  return noop(1);
}

export async function chain(steps: number): Promise<number> {
  let value = 0;
  for (let step = 0; step < steps; step++) value = await noop(value);
  return value;
}

export async function fanOut(width: number): Promise<number> {
  const values = await Promise.all(Array.from({ length: width }, (_, index) => noop(index)));
  return values.length;
}

/** Goes on in a new execution when its history has 2,000 events. */
export async function loop(turns: number, done = 0): Promise<number> {
  for (let turn = done; turn < turns; turn++) {
    if (workflowInfo().historyLength >= 2_000) await continueAsNew<typeof loop>(turns, turn);
    await noop(turn);
  }
  return turns;
}

/** Items of one child, children at once, and steps at once in each: together as many as a worker does. */
const [childSize, children, steps] = [500, 4, 25];

/** In children of so many items, whose ids say which these are. */
export async function map(items: number): Promise<number> {
  const { workflowId } = workflowInfo();
  const lists = await inWindow(Math.ceil(items / childSize), children, (index) => {
    const from = index * childSize;
    const count = Math.min(childSize, items - from);
    return executeChild(mapPart, { workflowId: `${workflowId}/${from}`, args: [from, count] });
  });
  return lists.flat().length;
}

export async function mapPart(from: number, count: number): Promise<number[]> {
  return inWindow(count, steps, (index) => noop(from + index));
}

/** Results in the order of the indexes. */
async function inWindow<T>(count: number, width: number, work: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const lane = async () => {
    for (let index = next++; index < count; index = next++) results[index] = await work(index);
  };
  await Promise.all(Array.from({ length: Math.min(width, count) }, lane));
  return results;
}

export const answerUpdate = defineUpdate<string, [string]>('answer');
export const doneSignal = defineSignal('done');

/** Waits for an answer, then does one step. */
export async function human(): Promise<number> {
  let answer: string | undefined;
  setHandler(
    answerUpdate,
    (value) => {
      answer = value;
      return value;
    },
    {
      validator: (value) => {
        if (answer !== undefined) throw new Error('answered before');
        if (value === '') throw new Error('empty answer');
      },
    },
  );
  await condition(() => answer !== undefined);
  return noop(1);
}

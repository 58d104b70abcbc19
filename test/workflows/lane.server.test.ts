/** The local lane on a real server: what it saves, what it bounds, and what happens where one attempt is not enough. */
import { setTimeout } from 'node:timers/promises';
import type { temporal as proto } from '@temporalio/proto';
import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { defineTool, ToolError } from '../../src/activities/tools/define.ts';
import { createRegistry } from '../../src/activities/tools/registry.ts';
import type { Catalogue } from '../../src/interpreter/catalogue.ts';
import type { Plan } from '../../src/interpreter/plan.ts';
import { testActivities, type TestActivities } from '../support/activities.ts';
import { compiled } from '../support/fixture.ts';
import { openTemporal, type TestTemporal, until } from '../support/temporal.ts';

type Event = proto.api.history.v1.IHistoryEvent;

/** `key attempt` of each time that the tool was begun. */
let begun: string[] = [];
let aborted = 0;

interface Wish {
  readonly value?: unknown;
  readonly ms?: number;
  readonly size?: number;
  readonly fails?: number;
  readonly retryable?: boolean;
}

const wish = defineTool({
  name: 'test.wish',
  description: 'Does as it is told',
  input: { type: 'object' },
  effect: 'idempotent',
  quick: true,
  run: async (input, { key, attempt, signal }) => {
    const { value = null, ms = 0, size, fails = 0, retryable = true } = input as Wish;
    begun.push(`${key.slice(key.indexOf('/') + 1)} ${attempt}`);
    signal.addEventListener('abort', () => aborted++);
    if (ms > 0) await setTimeout(ms, undefined, { signal });
    if (attempt <= fails) throw new ToolError({ type: 'wished', title: 'As it was told', retryable });
    return size === undefined ? { value } : { text: 'x'.repeat(size) };
  },
});

const catalogue: Catalogue = { tools: [wish.entry], secrets: [] };

let world: TestActivities;
let temporal: TestTemporal;
beforeAll(async () => {
  world = testActivities({ catalogue, tools: createRegistry([wish]) });
  temporal = await openTemporal(world.activities);
});
afterAll(async () => {
  await temporal.close();
  world.close();
});
beforeEach(() => {
  begun = [];
  aborted = 0;
});

const graph = (nodes: string, more = '') =>
  compiled(`ostinato: 1\nname: lane\n${more}nodes:\n${nodes}`, catalogue);
const chain = (steps: number, input = '{ value: 1 }') =>
  Array.from(
    { length: steps },
    (_, step) =>
      `  s${step}: { ${step > 0 ? `after: s${step - 1}, ` : ''}tool: test.wish, input: ${input} }\n`,
  ).join('');
const wide = (nodes: number, input = '{ value: 1 }') =>
  Array.from({ length: nodes }, (_, index) => `  n${index}: { tool: test.wish, input: ${input} }\n`).join('');

interface Ended {
  readonly handle: WorkflowHandle;
  readonly output: unknown;
  readonly events: readonly Event[];
}

/** Runs it, shows it and replays it. */
async function ended(plan: Plan, meanwhile?: (handle: WorkflowHandle) => Promise<unknown>): Promise<Ended> {
  const handle = await temporal.start(plan);
  await meanwhile?.(handle);
  const output: unknown = await handle.result().catch((error: unknown) => error);
  const { state } = await temporal.folded(handle);
  expect(state.result?.status).toBe(
    output instanceof Error ? (await handle.describe()).status.name.toLowerCase() : 'succeeded',
  );
  if (state.result?.status === 'succeeded') expect(state.result.output).toEqual(output);
  await temporal.replay(handle);
  return { handle, output, events: (await temporal.histories(handle)).flatMap(({ events }) => events ?? []) };
}

const markers = (events: readonly Event[]) =>
  events.filter((event) => event.markerRecordedEventAttributes?.markerName === 'core_local_activity').length;
const activities = (events: readonly Event[]) =>
  events.filter((event) => event.activityTaskScheduledEventAttributes).length;
const tasks = (events: readonly Event[]) =>
  events.filter((event) => event.workflowTaskCompletedEventAttributes).length;

/** On a machine that stands still, an attempt may be too slow for the lane, and a workflow task be one of several. */
describe('what it saves', () => {
  it('a chain: ten steps are events of one workflow task, the next one is an activity', async () => {
    const { events } = await ended(graph(chain(25)));
    expect(markers(events)).toBeGreaterThanOrEqual(23);
    expect(activities(events)).toBeGreaterThanOrEqual(2);
    expect(tasks(events)).toBeLessThan(15);
  });

  it('a fan-out: one event for each', async () => {
    const { events } = await ended(graph(wide(300)));
    expect(markers(events)).toBeGreaterThan(295);
    expect(tasks(events)).toBeLessThan(15);
  });

  it('a fan-out of more than ten rounds is heard in between', async () => {
    const { events } = await ended(graph(wide(1_250), 'limits: { parallel: 100 }\n'));
    expect(markers(events)).toBeGreaterThan(1_200);
    expect(activities(events)).toBeGreaterThan(0);
  });

  it('results that are large together do not go into one workflow task', async () => {
    const { events } = await ended(graph(wide(400, '{ size: 15000 }'), 'output: done\n'));
    expect(markers(events)).toBeGreaterThan(390);
    expect(tasks(events)).toBeGreaterThan(2);
  });

  it('large values travel as references', async () => {
    const text = { size: 1_000_000 };
    const { output, events } = await ended(
      graph(
        `  a: { tool: test.wish, input: ${JSON.stringify(text)} }\n  b: { tool: test.wish, input: { value: "\${ nodes.a.output.text }" } }\n`,
        'output: "${ nodes.b.output.value }"\n',
      ),
    );
    expect(output).toHaveLength(text.size);
    expect(markers(events)).toBe(2);
    expect(JSON.stringify(events).length).toBeLessThan(100_000);
  });
});

describe('what one attempt is not enough for', () => {
  it('goes on as an activity when it takes too long', async () => {
    const { output, events, handle } = await ended(
      graph(
        '  a: { tool: test.wish, input: { value: 1, ms: 2500 } }\n',
        'output: ${ nodes.a.output.value }\n',
      ),
    );
    expect(output).toBe(1);
    expect([markers(events), activities(events)]).toEqual([1, 1]);
    // That it was too slow for the lane is no attempt of the node's.
    expect(begun).toEqual(['a#1 1', 'a#1 1']);
    expect((await temporal.folded(handle)).attempts.get('a#1')).toBe(1);
  });

  it('is tried again as an activity, after the pause, with the same key, and counted on', async () => {
    const retry = 'retry: { attempts: 4, backoff: 50ms, jitter: 1 }';
    const { output, events, handle } = await ended(
      graph(
        `  a: { tool: test.wish, input: { value: 1, fails: 2 }, ${retry} }\n`,
        'output: ${ nodes.a.output.value }\n',
      ),
    );
    expect(output).toBe(1);
    expect(begun).toEqual(['a#1 1', 'a#1 2', 'a#1 3']);
    expect([markers(events), activities(events)]).toEqual([1, 1]);
    expect((await temporal.folded(handle)).attempts.get('a#1')).toBe(3);
  });

  it('has no more attempts than the node says', async () => {
    const { output } = await ended(
      graph('  a: { tool: test.wish, input: { fails: 9 }, retry: { attempts: 3, backoff: 10ms } }\n'),
    );
    expect(output).toBeInstanceOf(Error);
    expect(begun).toEqual(['a#1 1', 'a#1 2', 'a#1 3']);
  });

  it('fails at once where another would not help', async () => {
    const { output, events } = await ended(
      graph(
        '  a: { tool: test.wish, input: { fails: 1, retryable: false } }\n  b: { after: { node: a, on: { error: [wished] } }, tool: test.wish, input: { value: 2 } }\n',
        'output: ${ nodes.?b.?output.?value }\n',
      ),
    );
    expect(output).toBe(2);
    expect([markers(events), activities(events)]).toEqual([2, 0]);
  });

  it('has the time that the node says', async () => {
    const { output, events } = await ended(
      graph(
        '  a: { tool: test.wish, input: { ms: 60000 }, timeout: 300ms }\n  b: { after: { node: a, on: { error: [timeout] } }, let: { v: late } }\n',
        'output: ${ nodes.?b.?output.?v }\n',
      ),
    );
    expect(output).toBe('late');
    expect(activities(events)).toBe(0);
    expect(aborted).toBe(1);
  });

  it('does not hold back what else there is while it pauses', async () => {
    const { output } = await ended(
      graph(
        `  a: { tool: test.wish, input: { fails: 1 }, retry: { attempts: 2, backoff: 10m } }\n${chain(15)}  over: { after: s14, end: all }\n`,
      ),
    );
    expect(output).toBe('all');
  });
});

describe('what comes while the run is deaf', () => {
  it('is heard at the next chance, whatever Temporal makes of long workflow tasks', async () => {
    const nodes = `${chain(12, '{ ms: 1200 }')}  note: { receive: told }\n`;
    const { events } = await ended(graph(nodes), async (handle) => {
      await until(async () => (begun.length > 2 ? true : undefined));
      await handle.signal('event', { id: '1', name: 'told' });
    });
    // One is the subscription.
    expect(markers(events) + activities(events)).toBe(13);
    expect(markers(events)).toBeGreaterThan(9);
  });

  it('a cancellation ends what is under way, and undoing and finally go their way', async () => {
    const nodes = `  a: { tool: test.wish, input: { value: 1 }, compensate: { tool: test.wish, input: { value: undone } } }\n${Array.from({ length: 12 }, (_, step) => `  s${step}: { after: ${step ? `s${step - 1}` : 'a'}, tool: test.wish, input: { ms: 1500 } }\n`).join('')}`;
    const { output, handle } = await ended(
      graph(nodes, 'finally: { tool: test.wish, input: { value: last } }\n'),
      async (started) => {
        await until(async () => (begun.length > 2 ? true : undefined));
        await started.cancel();
      },
    );
    expect(output).toBeInstanceOf(Error);
    expect((await handle.describe()).status.name).toBe('CANCELLED');
    expect(begun.at(-1)).toContain('finally');
    expect(begun.some((line) => line.includes('s11#'))).toBe(false);
  });
});

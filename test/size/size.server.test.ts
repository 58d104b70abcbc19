/**
 * Runs of any size on the whole system: the answer is right, no history grows beyond its bound, and the worker needs no
 * more memory at the end than in the middle. `npm run test:size` does it at full size and writes RESULTS.md; here each
 * is just large enough to be split or to go on in a new execution.
 */
import { setTimeout } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { expect, it } from 'vitest';
import { readServerFile } from '../../src/launcher/server-file.ts';
import { startOn, startSystem, type System } from '../support/system.ts';
import { record } from './record.ts';
import { watched } from './watch.ts';

const full = process.env['OSTINATO_SIZE'] !== undefined;
const timeout = full ? 3 * 3_600_000 : 120_000;
/** What one execution may hold at most. */
const mostEvents = 4_000;

interface Case {
  readonly title: string;
  readonly definition: string;
  readonly input: object;
  readonly output: (value: unknown) => void;
}

function mapOf(size: number, shard?: number): Case {
  return {
    title: shard === undefined ? `A map of ${size} items` : `A map of ${size / shard} parts`,
    definition: `
ostinato: 1
name: large-map
input: { type: object, properties: { size: { type: integer } }, required: [size] }
nodes:
  all:
    map: "\${ range(0, input.size) }"${shard === undefined ? '' : `\n    shard: ${shard}`}
    nodes: { work: { tool: data.echo, input: { n: "\${ item }" } } }
    output: "\${ nodes.work.output.n }"
output: { count: "\${ size(nodes.all.output) }", last: "\${ nodes.all.output[input.size - 1] }" }
`,
    input: { size },
    output: (value) => expect(value).toEqual({ count: size, last: size - 1 }),
  };
}

function loopOf(turns: number): Case {
  return {
    title: `A loop of ${turns} turns`,
    definition: `
ostinato: 1
name: long-loop
input: { type: object, properties: { turns: { type: integer } }, required: [turns] }
nodes:
  all:
    repeat: { max: 1000000, until: "\${ turn.index + 1 >= input.turns }" }
    nodes: { work: { tool: data.echo, input: { n: "\${ turn.index }" } } }
    output: "\${ nodes.work.output.n }"
output: "\${ nodes.all.output }"
`,
    input: { turns },
    output: (value) => expect(value).toBe(turns - 1),
  };
}

function planOf(nodes: number): Case {
  const texts = Array.from(
    { length: nodes },
    (_, index) =>
      `  n${index}: { ${index < 100 ? '' : `after: n${index - 100}, `}tool: data.echo, input: { n: ${index} } }`,
  );
  return {
    title: `A plan of ${nodes} nodes`,
    definition: `ostinato: 1\nname: large-plan\nnodes:\n${texts.join('\n')}\noutput: "\${ nodes.n${nodes - 1}.output.n }"\n`,
    input: {},
    output: (value) => expect(value).toBe(nodes - 1),
  };
}

it.each([
  mapOf(full ? 100_000 : 1_100),
  mapOf(full ? 3_000 : 60, 2),
  loopOf(full ? 100_000 : 700),
  planOf(full ? 10_000 : 700),
])('$title', { timeout }, async ({ title, definition, input, output }) => {
  const system = await startSystem({ own: true });
  const worker = await system.worker();
  await system.post(definition);
  const name = /^name: (.+)$/m.exec(definition)?.[1] ?? '';
  const {
    value: runId,
    seconds,
    memory,
  } = await watched(worker.pid, async () => {
    const runId = await system.run(name, input);
    await over(system, name);
    return runId;
  });
  const run = await system.untilRun(runId, () => true);
  expect(run).toMatchObject({ status: 'succeeded' });
  output(run.output);
  const lengths = await historyLengths(system);
  expect(Math.max(...lengths)).toBeLessThan(mostEvents);
  if (full)
    await record({ title, seconds, memory, executions: lengths.length, longest: Math.max(...lengths) });
});

/** Until no run of the definition is under way. The list is cheap, a look at a large run is not. */
async function over(system: System, name: string): Promise<void> {
  for (;;) {
    await setTimeout(1_000);
    const { body } = await system.http('GET', `/v1/runs?workflow=${name}`);
    const { runs } = body as { readonly runs: readonly { readonly status: string }[] };
    if (runs.length > 0 && runs.every(({ status }) => status !== 'running' && status !== 'waiting')) return;
  }
}

/** Of every execution on the system's own Temporal server. */
async function historyLengths(system: System): Promise<readonly number[]> {
  const file = await readServerFile(system.folder);
  const connection = await Connection.connect({ address: file?.temporal?.address ?? '' });
  try {
    const lengths: number[] = [];
    for await (const { historyLength } of new Client({ connection }).workflow.list())
      lengths.push(historyLength);
    return lengths;
  } finally {
    await connection.close();
  }
}

const runs = full ? 1_000 : 20;

it(`${runs} runs that wait for people, the whole system killed and started again, all answered`, {
  timeout,
}, async () => {
  const first = await startSystem({ own: true });
  const before = await first.worker();
  await first.post(`
ostinato: 1
name: waiting
nodes:
  ask: { human: Go on?, outcomes: [ok] }
  done: { after: ask.ok, tool: data.echo, input: { by: "\${ nodes.ask.outcome }" } }
output: "\${ nodes.done.output.by }"
`);
  const ids = await inGroups(Array.from({ length: runs }), () => first.run('waiting'));
  await inGroups(ids, (id) => first.untilRun(id, ({ requests }) => requests.length === 1));
  for (const child of [before, first.server]) {
    child.signal('SIGKILL');
    await child.ended;
  }
  const again = await startOn(first.folder, first.env);
  await again.worker();
  await inGroups(ids, async (id) => {
    const { status } = await again.http('POST', `/v1/runs/${id}/resume`, { request: 'ask#1', outcome: 'ok' });
    expect(status).toBe(200);
  });
  const ended = await inGroups(ids, (id) => again.untilRun(id, ({ status }) => status === 'succeeded'));
  expect(ended.map(({ output }) => output)).toEqual(ids.map(() => 'ok'));
});

/** Twenty at once. */
async function inGroups<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += 20)
    results.push(...(await Promise.all(items.slice(at, at + 20).map(work))));
  return results;
}

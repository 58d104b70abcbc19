/**
 * `npm run bench:core`: the interpreter core alone, in memory: time for each node and each event, and what the state of
 * a run takes. Prints a Markdown table of CPU times (medians), how time grows with size (1.0 is linear), and the
 * heap that the largest run holds.
 */
import type { Command } from '../src/interpreter/core/command.ts';
import type { Event } from '../src/interpreter/core/event.ts';
import { forget } from '../src/interpreter/core/forget.ts';
import { createState, type RunState } from '../src/interpreter/core/state.ts';
import { transition } from '../src/interpreter/core/transition.ts';
import { compilePlan, parseDocument, type Plan } from '../src/interpreter/index.ts';
import { benchCatalogue } from './activities.ts';
import { median } from './statistics.ts';

const sizes = [1_000, 3_000, 10_000];
const rounds = 5;

const nodes = (size: number, line: (index: number) => string) =>
  `nodes:\n${Array.from({ length: size }, (_, index) => `  n${index}: ${line(index)}`).join('\n')}`;
const after = (index: number) => (index === 0 ? '' : `after: n${index - 1}, `);

const forms: Readonly<Record<string, (size: number) => string>> = {
  'inline nodes, one after the other': (size) => nodes(size, (index) => `{ ${after(index)}let: { v: 1 } }`),
  'programs, all at once': (size) => nodes(size, () => '{ run: [./work.sh] }'),
  'people, all at once': (size) => nodes(size, () => '{ human: Ready? }'),
  'items of a map': (size) =>
    `nodes:\n  m: { map: "\${ range(0, ${size}) }", nodes: { x: { let: { v: 1 } } } }`,
  'turns of a loop': (size) => `nodes:\n  r: { repeat: ${size}, nodes: { x: { let: { v: 1 } } } }`,
};

function planOf(form: string, size: number): Plan {
  const { document } = parseDocument(`ostinato: 1\nname: bench\n${forms[form]?.(size) ?? ''}\n`);
  if (!document) throw new Error(`${form} cannot be read`);
  // Not bounded by what fits into a message, unlike what is submitted.
  return inOneRun(compilePlan(document, benchCatalogue));
}

/** A map is not split: what is measured is one state. */
function inOneRun(plan: Plan): Plan {
  const nodes = plan.scope.nodes.map((node) => {
    if (node.kind !== 'map') return node;
    const { shard: _, ...whole } = node;
    return whole;
  });
  return { ...plan, scope: { ...plan.scope, nodes } };
}

/** Runs to the end; what is asked of the world is answered at once. */
function run(plan: Plan): RunState {
  const state = createState(plan, { id: 'run', workflow: plan.name, version: 1 }, {});
  let at = 0;
  // As a worker does it.
  const feed = (event: Unstamped) => {
    const commands = transition(plan, state, { ...event, at: at++ });
    forget(plan, state);
    return commands;
  };
  const waiting: Command[] = [...feed({ type: 'start' })];
  for (let index = 0; index < waiting.length; index++) {
    const command = waiting[index];
    if (command?.type === 'call')
      waiting.push(...feed({ type: 'done', op: command.op, result: { exit: 0 } }));
    if (command?.type === 'timer') waiting.push(...feed({ type: 'fired', op: command.op }));
  }
  for (const request of Object.keys(state.requests)) feed({ type: 'answer', answer: { request } });
  if (state.result?.status !== 'succeeded')
    throw new Error(`the run ended as ${JSON.stringify(state.result)}`);
  return state;
}

type Unstamped = Event extends infer E ? (E extends Event ? Omit<E, 'at'> : never) : never;

function measure(plan: Plan): number {
  for (let warm = 0; warm < rounds; warm++) run(plan);
  const samples = Array.from({ length: rounds }, () => {
    const start = process.cpuUsage();
    run(plan);
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1_000;
  });
  return median(samples);
}

/** Slope of log time over log size. */
function growth(times: readonly number[]): number {
  const [first = 1, last = 1] = [times[0], times.at(-1)];
  return Math.log(last / first) / Math.log((sizes.at(-1) ?? 1) / (sizes[0] ?? 1));
}

function heap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

/** Heap that a run holds when it is over, MiB, with its plan; `npm run bench:core` starts Node so that it can ask. */
function heapOf(form: string, size: number): number {
  const before = heap();
  const held = { plan: planOf(form, size), state: undefined as RunState | undefined };
  held.state = run(held.plan);
  const after = heap();
  if (held.state.result === undefined) throw new Error('the run has not ended');
  return after - before;
}

const cell = (text: string) => `| ${text} `;
console.log(
  `| form ${sizes.map((size) => `| ${size} `).join('')}| growth | state, bytes for each | heap, MiB |`,
);
console.log(`| --- |${' ---: |'.repeat(sizes.length + 3)}`);
for (const form of Object.keys(forms)) {
  const times = sizes.map((size) => measure(planOf(form, size)));
  const size = sizes.at(-1) ?? 1;
  const plan = planOf(form, size);
  const state = run(plan);
  const bytes = JSON.stringify(state).length / size;
  const perNode = times.map((ms, index) => `${((ms * 1_000) / (sizes[index] ?? 1)).toFixed(1)} µs`);
  console.log(
    `${[form, ...perNode, growth(times).toFixed(2), bytes.toFixed(0), heapOf(form, size).toFixed(1)].map(cell).join('')}|`,
  );
}

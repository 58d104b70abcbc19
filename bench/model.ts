/**
 * How far workers and server go together, reckoned from what a node costs a worker. Owns the assumptions and the words;
 * measures nothing.
 */

/** Nodes a second. */
const rates = [50, 250, 1_000, 10_000];

/** Of a node that is one activity: its task and the next one of the run, each fetched and answered. */
const node = { calls: 4, transitions: 4 };
/** Calls a second of one frontend: Temporal's default of `frontend.namespaceRPS`. */
const frontend = 2_400;
/** Transitions a second of one history shard: one write at a time, of 5 ms. */
const shard = 200;
/** Of a node that waits, for a model say; and how many of them a worker does at once. */
const waiting = { seconds: 10, slots: 100 };

/** @param cpu ms of a worker for each node */
export function model(cpu: number): string[] {
  return [
    '',
    '## How far it goes',
    '',
    `A model, for reckoning before you measure. Measured are the ${cpu.toFixed(2)} ms of CPU of a worker for each node of chains, above. From`,
    `Temporal's protocol and defaults are ${node.calls} calls of a frontend and ${node.transitions} transitions in the database for each node, and ${count(frontend)} calls`,
    `a second of one frontend. Assumed are ${shard} transitions a second of one history shard, which does one after the other in 5 ms,`,
    `and, in the last column, nodes that wait for ${waiting.seconds} s each, as for a model, at ${waiting.slots} slots of a worker.`,
    '',
    '| nodes a second | worker cores that are busy | transitions a second | frontends | shards that are busy | workers, where nodes wait |',
    '| ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rates.map((rate) => rowOf(rate, cpu)),
  ];
}

function rowOf(rate: number, cpu: number): string {
  const transitions = rate * node.transitions;
  const cells = [
    count(rate),
    ((rate * cpu) / 1_000).toFixed(1),
    count(transitions),
    count(Math.ceil((rate * node.calls) / frontend)),
    count(Math.ceil(transitions / shard)),
    count(Math.ceil((rate * waiting.seconds) / waiting.slots)),
  ];
  return `| ${cells.join(' | ')} |`;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

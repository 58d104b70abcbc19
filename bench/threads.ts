/**
 * `npm run bench:threads`: where the CPU of a worker goes, thread by thread, on each side of the comparison. Reads Linux's
 * account of threads. Prints a Markdown table; with `--write` puts it into bench/THREADS.md.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import vm from 'node:vm';
import { cases } from './cases.ts';
import { startServer } from './server.ts';
import { type Side, sides, startWorker, type Worker } from './sides.ts';
import { median } from './statistics.ts';

const rounds = 9;
const measured = ['chain of 100', 'fan-out of 500'];

/** What the threads do, by the names that the SDK and V8 give them. */
const work = {
  main: 'main thread: tasks in and out, activities',
  WorkerThread: 'workflow code, with the sandbox around it',
  V8Worker: 'garbage collection and compilers',
  'tokio-runtime-w': "the SDK's core: polling, history, protobuf",
  'workflow-proces': "the SDK's core: state of the runs",
} as const;
/** Of threads that lived too short to be seen. */
const shortLived = 'threads that keep the time of each call into the sandbox';

type Threads = ReadonlyMap<string, number>;

const { values: options } = parseArgs({ options: { write: { type: 'boolean' } } });
const server = await startServer();
const { address, blobs, client } = server;
const workers = await Promise.all(sides.map((side) => startWorker({ side, address, blobs })));
try {
  const tables: string[] = [];
  for (const name of measured) tables.push(report(name, await measure(name)));
  const text = [...tables, timeKeepers()].join('\n\n');
  console.log(text);
  if (options.write) await writeFile(new URL('./THREADS.md', import.meta.url), `${preface()}\n${text}\n`);
} finally {
  await Promise.all(workers.map((worker) => worker.stop()));
  await server.close();
}

/** All sides in turn; the first two rounds warm up and do not count. */
async function measure(name: string): Promise<ReadonlyMap<Side, readonly Threads[]>> {
  const one = cases.find((known) => known.name === name);
  if (!one) throw new Error(`no case ${name}`);
  const samples = new Map<Side, Threads[]>(sides.map((side) => [side, []]));
  for (let round = -2; round < rounds; round++) {
    for (const worker of round % 2 === 0 ? workers : [...workers].reverse()) {
      const before = await threadsOf(worker);
      await one.run(worker, client);
      const spent = between(before, await threadsOf(worker));
      if (round >= 0) samples.get(worker.side)?.push(spent);
    }
  }
  return samples;
}

/** CPU so far in ms, by thread; `all` of the process. */
async function threadsOf(worker: Worker): Promise<Threads> {
  const { pid } = worker;
  const threads = new Map([['all', await worker.cpu()]]);
  for (const thread of await readdir(`/proc/${pid}/task`)) {
    const folder = `/proc/${pid}/task/${thread}`;
    // A thread may end while it is read.
    const [comm, spent] = await Promise.all([read(`${folder}/comm`), read(`${folder}/schedstat`)]);
    const name = thread === String(pid) ? 'main' : comm.trim();
    threads.set(name, (threads.get(name) ?? 0) + Number.parseInt(spent || '0', 10) / 1e6);
  }
  return threads;
}

async function read(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}

function between(before: Threads, after: Threads): Threads {
  return new Map([...after].map(([name, ms]) => [name, ms - (before.get(name) ?? 0)]));
}

function report(name: string, samples: ReadonlyMap<Side, readonly Threads[]>): string {
  const cells = (of: (threads: Threads) => number) =>
    sides.map((side) => median((samples.get(side) ?? []).map(of)).toFixed(0)).join(' | ');
  const known = Object.keys(work);
  const rest = (threads: Threads) =>
    (threads.get('all') ?? 0) - known.reduce((sum, thread) => sum + (threads.get(thread) ?? 0), 0);
  return [
    `| ${name}: CPU in ms | ${sides.join(' | ')} |`,
    '| --- | ---: | ---: | ---: |',
    ...Object.entries(work).map(([thread, what]) => `| ${what} | ${cells((one) => one.get(thread) ?? 0)} |`),
    `| ${shortLived} | ${cells(rest)} |`,
    `| all | ${cells((one) => one.get('all') ?? 0)} |`,
  ].join('\n');
}

/** The SDK calls into its sandbox three times for each activation, and Node starts a thread to keep the time of each. */
function timeKeepers(): string {
  const script = new vm.Script('1');
  const context = vm.createContext({}, { microtaskMode: 'afterEvaluate' });
  const [limited, free] = [{ timeout: 5_000 }, {}].map((given) => {
    const calls = 2_000;
    const before = process.cpuUsage();
    for (let call = 0; call < calls; call++) script.runInContext(context, given);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / calls;
  });
  return `An empty call into a sandbox takes ${limited?.toFixed(0)} µs of CPU with a time limit, ${free?.toFixed(0)} µs without.`;
}

function preface(): string {
  const machine = `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'CPU'}, Node ${process.versions.node}`;
  const today = new Date().toISOString().slice(0, 10);
  return [
    '# Where the CPU of a worker goes',
    '',
    `Made by \`npm run bench:threads -- --write\` on ${today}: ${machine}. Medians of ${rounds} rounds, the sides in turn.`,
    'The second column is the same hand-written code with our worker options: no run can cost less than that.',
    '',
  ].join('\n');
}

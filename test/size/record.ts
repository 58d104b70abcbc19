/** Writes what runs of full size have shown into RESULTS.md. Owns the page; one section for each case, the last stands. */
import { readFile, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';

export interface Shown {
  readonly title: string;
  readonly seconds: number;
  /** MiB of the worker, every second. */
  readonly memory: readonly number[];
  readonly executions: number;
  /** Events of the longest execution. */
  readonly longest: number;
}

const page = join(import.meta.dirname, 'RESULTS.md');
const head = `# Runs of full size

Made by \`npm run test:size\`: each a run on the whole system, the worker in a process of its own.
`;

export async function record(shown: Shown): Promise<void> {
  const before = await readFile(page, 'utf8').catch(() => head);
  const [intro = head, ...sections] = before.split(/^(?=## )/m);
  const others = sections.filter((section) => !section.startsWith(`## ${shown.title}\n`));
  await writeFile(
    page,
    [intro.trimEnd(), ...others.map((text) => text.trimEnd()), section(shown), ''].join('\n\n'),
  );
}

function section({ title, seconds, memory, executions, longest }: Shown): string {
  const points = thinned(memory, 60).map((mib) => Math.round(mib));
  const [cpu] = cpus();
  return [
    `## ${title}`,
    '',
    `${Math.round(seconds)} s, ${executions} executions, the longest history has ${longest} events; the worker took at most ` +
      `${Math.round(Math.max(...memory))} MiB. ${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ` +
      `${cpu?.model.trim() ?? 'CPU'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}.`,
    '',
    '```mermaid',
    'xychart-beta',
    `  x-axis "seconds" 0 --> ${Math.round(seconds)}`,
    `  y-axis "worker, MiB" 0 --> ${Math.ceil(Math.max(...memory) / 100) * 100}`,
    `  line [${points.join(', ')}]`,
    '```',
  ].join('\n');
}

/** At most `count` of them, evenly. */
function thinned(values: readonly number[], count: number): readonly number[] {
  const step = Math.max(1, values.length / count);
  return Array.from(
    { length: Math.min(count, values.length) },
    (_, index) => values[Math.floor(index * step)] ?? 0,
  );
}

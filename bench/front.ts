/**
 * `npm run bench:front`: check and compile of built documents, without YAML, from 1,000 to 100,000 nodes. Prints a
 * Markdown table of CPU times (medians), and how time grows with size: 1.0 is linear. More than 20,000 nodes are
 * refused by the check, so that only resolving, linking and compiling is measured there.
 */
import type { NodeDocument, NodeDocuments } from '../src/interpreter/front/document/kinds.ts';
import type { Document } from '../src/interpreter/front/document/definition.ts';
import { maxNodes } from '../src/interpreter/front/limits.ts';
import { checkDocument, compilePlan, parseDocument } from '../src/interpreter/index.ts';
import { benchCatalogue } from './activities.ts';
import { median } from './statistics.ts';

const sizes = [1_000, 3_000, 10_000, 20_000, 50_000, 100_000];
const rounds = 5;

const run = (after?: string): NodeDocument => ({ kind: 'run', run: ['./work.sh'], ...(after && { after }) });
const reads = (index: number): NodeDocument => ({
  kind: 'let',
  let: { v: index === 0 ? 1 : `\${ nodes.n${index - 1}.output.v + 1 }` },
});

const forms: Readonly<Record<string, (index: number) => NodeDocument>> = {
  chain: (index) => run(index === 0 ? undefined : `n${index - 1}`),
  'fan-out': (index) => run(index === 0 ? undefined : 'n0'),
  references: reads,
  blocks: (index) => ({
    kind: 'do',
    do: { [`in${index}`]: run() },
    ...(index > 0 && { after: `n${index - 1}` }),
  }),
  maps: (index) => ({ kind: 'map', map: '${ [1, 2] }', nodes: { [`in${index}`]: run() } }),
};

/** Half as many of the form where each of them holds a node. */
function documentOf(form: string, size: number): Document {
  const make = forms[form] ?? reads;
  const count = form === 'blocks' || form === 'maps' ? size / 2 : size;
  const nodes: NodeDocuments = Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`n${index}`, make(index)]),
  );
  return { ostinato: 1, name: 'bench', nodes };
}

const { source } = parseDocument('{}');

function measure(work: () => void): number {
  const samples = Array.from({ length: rounds }, () => {
    const start = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1_000;
  });
  return median(samples);
}

function timeOf(form: string, size: number): number {
  const document = documentOf(form, size);
  return measure(() => {
    if (size <= maxNodes) {
      const faults = checkDocument(source, document, benchCatalogue);
      if (faults.some(({ severity }) => severity === 'error')) throw new Error(faults[0]?.message);
    }
    compilePlan(document, benchCatalogue);
  });
}

/** Slope of log time over log size, between the sizes that were measured alike. */
function growth(points: readonly (readonly [size: number, ms: number])[]): string {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last) return '–';
  return (Math.log(last[1] / first[1]) / Math.log(last[0] / first[0])).toFixed(2);
}

console.log(
  `| form | ${sizes.map((size) => size.toLocaleString('en-US')).join(' | ')} | growth checked | growth compiled |`,
);
console.log(`| --- |${' ---: |'.repeat(sizes.length + 2)}`);
for (const form of Object.keys(forms)) {
  timeOf(form, 1_000);
  const points = sizes.map((size) => [size, timeOf(form, size)] as const);
  const checked = points.filter(([size]) => size >= 3_000 && size <= maxNodes);
  const compiled = points.filter(([size]) => size > maxNodes);
  const cells = points.map(([, ms]) => `${Math.round(ms)} ms`);
  console.log(`| ${form} | ${cells.join(' | ')} | ${growth(checked)} | ${growth(compiled)} |`);
}

/**
 * `npm run test:mutants -- --part check|compile|transition [--share 0.1] [--seed 1]`: how many of the faults put into a
 * random sample of the part its fast tests notice. Prints every fault that was not noticed, and the score with its 95 %
 * interval. Stryker is fetched for the run; nothing of this is part of `npm test`.
 */
import { glob, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom } from '../test/fuzz/random.ts';
import { type Part, parts } from './mutants/parts.ts';
import { type Count, sampleOf, scoreOf, type Unit, unitsOf } from './mutants/sample.ts';
import { type Mutant, mutate } from './mutants/stryker.ts';

const { values } = parseArgs({
  options: {
    part: { type: 'string', default: '' },
    share: { type: 'string', default: '0.1' },
    seed: { type: 'string', default: '1' },
  },
});

const part = parts[values.part];
if (part === undefined) throw new Error(`--part is one of ${Object.keys(parts).join(', ')}`);
const units = await unitsIn(part);
const sample = sampleOf(units, Number(values.share), createRandom(Number(values.seed)));
const folder = await mkdtemp(join(tmpdir(), 'mutants-'));
try {
  tell(await mutate(sample, part.tests, folder));
} finally {
  await rm(folder, { recursive: true });
}

async function unitsIn({ sources }: Part): Promise<Unit[]> {
  const files: string[] = [];
  for await (const file of glob(sources)) files.push(file);
  const found = await Promise.all(
    files.sort().map(async (file) => unitsOf(file, await readFile(file, 'utf8'))),
  );
  return found.flat();
}

function tell(mutants: readonly Mutant[]): void {
  const lived = mutants.filter(({ status }) => status === 'Survived' || status === 'NoCoverage');
  for (const { file, line, change, status } of lived) console.log(`${file}:${line} ${status} ${change}`);
  const { share, low, high } = scoreOf(
    sample.map((unit) => countOf(unit, mutants)),
    units.length,
  );
  const counted = Map.groupBy(mutants, ({ status }) => status);
  const number = (status: Mutant['status']) => counted.get(status)?.length ?? 0;
  console.log(
    [
      `${values.part}, seed ${values.seed}: ${sample.length} of ${units.length} statements`,
      `${percent(share)} % (${percent(low)}–${percent(high)})`,
      `${number('Killed')} killed, ${number('Timeout')} timed out, ${number('Survived')} survived`,
      `${number('NoCoverage')} without coverage`,
    ].join(', '),
  );
}

/** What cannot run at all is no fault that a test could notice. */
function countOf({ file, first, last }: Unit, mutants: readonly Mutant[]): Count {
  const own = mutants.filter((mutant) => mutant.file === file && mutant.line >= first && mutant.line <= last);
  const killed = own.filter(({ status }) => status === 'Killed' || status === 'Timeout').length;
  const lived = own.filter(({ status }) => status === 'Survived' || status === 'NoCoverage').length;
  return { killed, all: killed + lived };
}

function percent(value: number): string {
  return (100 * value).toFixed(1);
}

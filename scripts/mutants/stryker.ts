/** Runs Stryker over a sample, in a folder of its own. Owns its settings and what is read of its report. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { slowTests } from './parts.ts';
import type { Unit } from './sample.ts';

const version = '10.1.1';

export interface Mutant {
  readonly file: string;
  readonly line: number;
  /** What was put in the place of what. */
  readonly change: string;
  readonly status:
    | 'Killed'
    | 'Timeout'
    | 'Survived'
    | 'NoCoverage'
    | 'RuntimeError'
    | 'CompileError'
    | 'Ignored';
}

interface Report {
  readonly files: Readonly<Record<string, { readonly mutants: readonly Reported[] }>>;
}
interface Reported extends Pick<Mutant, 'status'> {
  readonly mutatorName: string;
  readonly replacement: string;
  readonly location: { readonly start: { readonly line: number } };
}

/** Mutants within the units, in the order of the files; throws if the tests fail without any mutant. */
export async function mutate(
  units: readonly Unit[],
  tests: readonly string[],
  folder: string,
): Promise<Mutant[]> {
  const vitest = join(folder, 'vitest.config.js');
  const settings = join(folder, 'stryker.json');
  const report = join(folder, 'report.json');
  await writeFile(vitest, vitestConfig(tests));
  await writeFile(
    settings,
    JSON.stringify({
      mutate: units.map(({ file, first, last }) => `${file}:${first}-${last}`),
      // Most texts are for people: which words a message has, no test holds.
      mutator: { excludedMutations: ['StringLiteral'] },
      testRunner: 'vitest',
      plugins: ['@stryker-mutator/vitest-runner'],
      vitest: { configFile: vitest, related: false },
      // Stryker would read it with the API of an older TypeScript.
      tsconfigFile: 'none.json',
      ignorePatterns: ['dist', '.cache', '.ostinato'],
      tempDirName: join(folder, 'sandbox'),
      concurrency: 1,
      // On a busy machine a test that is only slow would pass for one that has noticed an endless loop.
      timeoutMS: 15_000,
      reporters: ['json', 'progress-append-only'],
      jsonReporter: { fileName: report },
    }),
  );
  await npx(['stryker', 'run', settings]);
  return mutantsOf(JSON.parse(await readFile(report, 'utf8')) as Report);
}

/** The slowest are asked last, about what lives until then: the fixtures, all in one file, and the reference. */
function vitestConfig(tests: readonly string[]): string {
  const settings = { include: tests, exclude: slowTests, testTimeout: 60_000, isolate: false };
  return `
    const last = ({ moduleId }) => 1 + ['fixtures.test.ts', 'agree.test.ts'].findIndex((name) => moduleId.endsWith(name));
    class Sequencer {
      async shard(files) { return files; }
      async sort(files) { return [...files].sort((a, b) => last(a) - last(b)); }
    }
    export default { test: { ...${JSON.stringify(settings)}, sequence: { sequencer: Sequencer } } };
  `;
}

async function npx(command: readonly string[]): Promise<void> {
  const packages = ['core', 'vitest-runner'].flatMap((name) => ['-p', `@stryker-mutator/${name}@${version}`]);
  const child = spawn('npx', ['--yes', ...packages, ...command], {
    stdio: 'inherit',
    env: { ...process.env, OSTINATO_GRAPHS: '150' },
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`Stryker ended with ${code}`);
}

function mutantsOf({ files }: Report): Mutant[] {
  return Object.entries(files).flatMap(([file, { mutants }]) =>
    mutants.map(({ status, mutatorName, replacement, location: { start } }) => ({
      file,
      line: start.line,
      change: `${mutatorName} ${replacement}`,
      status,
    })),
  );
}

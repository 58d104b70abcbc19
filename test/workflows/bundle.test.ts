/** The boundary of the sandbox, on the built bundle: what is in it, and how large it is. */
import { glob, readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildBundle } from '../../src/worker/bundle.ts';

let code: string;
let modules: readonly string[];
beforeAll(async () => {
  ({ code } = await buildBundle({ stacks: false }));
  // The bundler keys its modules by their path, and keeps a source map behind them.
  code = code.slice(0, code.lastIndexOf('//# sourceMappingURL='));
  modules = [...code.matchAll(/^\/\*\*\*\/ "([^"]+)"$/gm)].map(([, path]) => path ?? '');
}, 120_000);

describe('the workflow bundle', () => {
  it('holds the sandbox half and nothing of the front half, the activities or the api', () => {
    const own = modules.filter((path) => path.includes('/src/') && !path.includes('node_modules'));
    const rooms = new Set(own.map((path) => path.replace(/^.*?\/src\//, '').replace(/\/[^/]*$/, '')));
    expect([...rooms].sort()).toEqual([
      'interpreter',
      'interpreter/core',
      'interpreter/core/kinds',
      'interpreter/expression',
      'interpreter/expression/functions',
      'interpreter/schema',
      'workflows',
      'workflows/keepers',
    ]);
  });

  it('holds the libraries that the import table names, and no other', () => {
    const packages = modules.flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []);
    const allowed = ['@bufbuild/re2', '@cfworker/json-schema', '@marcbachmann/cel-js'];
    // What the SDK itself brings in.
    const sdk = [
      '@temporalio/common',
      '@temporalio/proto',
      '@temporalio/workflow',
      'assert',
      'long',
      'ms',
      'nexus-rpc',
      'protobufjs',
    ];
    const others = [...new Set(packages)].filter((name) => ![...allowed, ...sdk].includes(name));
    expect(others.filter((name) => !name.startsWith('@protobufjs/'))).toEqual([]);
  });

  it('keeps nothing at the level of modules, which all runs of a worker share', async () => {
    const kept = /^(?:export )?(?:(?:let|var) |const [^=]+= (?:new (?:Map|Set)\b|\[\]|\{\}))/m;
    for await (const file of glob('src/workflows/**/*.ts'))
      expect(await readFile(file, 'utf8'), file).not.toMatch(kept);
  });

  it('stays small: every worker evaluates it', () => {
    expect(code.length).toBeLessThan(1_700_000);
  });
});

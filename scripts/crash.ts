/** `npm run test:crash -- [--seeds 500] [--first 1]`: the crash tests over many more random graphs. */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '500' }, first: { type: 'string', default: '1' } },
});
const { status } = spawnSync('npx', ['vitest', 'run', '--project', 'server', 'test/crash'], {
  stdio: 'inherit',
  env: { ...process.env, OSTINATO_CRASH_SEEDS: values.seeds, OSTINATO_CRASH_FIRST: values.first },
});
process.exitCode = status ?? 1;

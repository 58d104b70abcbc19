/**
 * `npm run histories`: records the histories of the language's fixtures that have none yet, on a real server. What is
 * recorded is never replaced: see docs/adr/0012.
 */
import { spawnSync } from 'node:child_process';

const files = [
  'test/language/fixtures',
  'test/language/continued',
  'test/language/local',
  'test/histories/agent',
  'test/histories/parts',
];
const { status } = spawnSync('npx', ['vitest', 'run', '--project', 'server', ...files], {
  stdio: 'inherit',
  env: { ...process.env, OSTINATO_RECORD: '1' },
});
process.exitCode = status ?? 1;

/**
 * `npm run histories`: records the histories of the language's fixtures that have none yet, on a real server. What is
 * recorded is never replaced: see docs/adr/0012.
 */
import { spawnSync } from 'node:child_process';

const { status } = spawnSync(
  'npx',
  ['vitest', 'run', '--project', 'server', 'test/language/fixtures', 'test/language/continued'],
  { stdio: 'inherit', env: { ...process.env, OSTINATO_RECORD: '1' } },
);
process.exitCode = status ?? 1;

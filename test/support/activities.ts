/** The real activities with the tools of the tests, on a folder of their own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Activities, type ActivityDeps, createActivities } from '../../src/activities/index.ts';
import { builtIn, createRegistry } from '../../src/activities/tools/registry.ts';
import { createFileBlobs } from '../../src/store/file-blobs.ts';
import { plainDeps } from './deps.ts';
import { testCatalogue, testTools } from './tools.ts';

const ignore = () => undefined;

export interface TestActivities {
  readonly activities: Activities;
  close(): void;
}

/** `more` may need the folder. */
export function testActivities(
  more: Partial<ActivityDeps> | ((folder: string) => Partial<ActivityDeps>) = {},
): TestActivities {
  const data = mkdtempSync(join(tmpdir(), 'ostinato-test-'));
  const activities = createActivities({
    programs: join(import.meta.dirname, '../../programs'),
    data,
    secret: () => undefined,
    tools: createRegistry([...builtIn, ...testTools]),
    models: {},
    blobs: createFileBlobs(join(data, 'blobs')),
    log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
    now: Date.now,
    ...plainDeps(data),
    catalogue: testCatalogue,
    ...(typeof more === 'function' ? more(data) : more),
  });
  return { activities, close: () => rmSync(data, { recursive: true, force: true }) };
}

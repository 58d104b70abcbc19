/** The real activities with the tools of the bench, which return their input. Owns nothing else. */
import { join } from 'node:path';
import { type Activities, createActivities } from '../src/activities/index.ts';
import { defineTool } from '../src/activities/tools/define.ts';
import { createRegistry } from '../src/activities/tools/registry.ts';
import type { Catalogue } from '../src/interpreter/catalogue.ts';
import { createFileArtifacts } from '../src/store/file-artifacts.ts';
import { createFileBlobs } from '../src/store/file-blobs.ts';
import { createFileCache } from '../src/store/file-cache.ts';
import { createFileDefinitions } from '../src/store/file-definitions.ts';

const input = { type: 'object', properties: { value: { type: 'number' } } } as const;
const noop = {
  name: 'bench.noop',
  description: 'Returns its input',
  input,
  effect: 'idempotent',
  quick: false,
} as const;

/** The same for the local lane. */
const quick = { ...noop, name: 'bench.quick', quick: true } as const;

export const benchCatalogue: Catalogue = { tools: [noop, quick], secrets: [] };

const silent = () => undefined;
const alone = () => Promise.reject(new Error('runs of the bench know nobody'));

export function benchActivities(data: string): Activities {
  return createActivities({
    sandbox: 'none',
    programs: data,
    data,
    secret: () => undefined,
    tools: createRegistry([noop, quick].map((tool) => defineTool({ ...tool, run: (value) => value }))),
    models: {},
    artifacts: createFileArtifacts(join(data, 'artifacts')),
    blobs: createFileBlobs(join(data, 'blobs')),
    log: { debug: silent, info: silent, warn: silent, error: silent },
    now: Date.now,
    cache: createFileCache(join(data, 'cache'), Date.now),
    definitions: createFileDefinitions(join(data, 'definitions')),
    catalogue: benchCatalogue,
    peers: { emit: alone, subscribe: alone, acquireLock: alone, releaseLock: alone, isClosed: alone },
  });
}

/** The part of the activities' dependencies that most tests do not touch, on a folder of theirs. */
import { join } from 'node:path';
import type { ActivityDeps } from '../../src/activities/deps.ts';
import type { Peers } from '../../src/activities/peers.ts';
import { createFileArtifacts } from '../../src/store/file-artifacts.ts';
import { createFileCache } from '../../src/store/file-cache.ts';
import { createFileDefinitions } from '../../src/store/file-definitions.ts';

/** Nothing is there to be reached. */
export const noPeers: Peers = {
  emit: refuse,
  subscribe: refuse,
  acquireLock: refuse,
  releaseLock: refuse,
  isClosed: refuse,
};

function refuse(): Promise<never> {
  return Promise.reject(new Error('this test has no peers'));
}

export function plainDeps(
  folder: string,
): Pick<ActivityDeps, 'sandbox' | 'artifacts' | 'cache' | 'definitions' | 'catalogue' | 'peers'> {
  return {
    sandbox: 'none',
    artifacts: createFileArtifacts(join(folder, 'artifacts')),
    cache: createFileCache(join(folder, 'cache'), Date.now),
    definitions: createFileDefinitions(join(folder, 'definitions')),
    catalogue: { tools: [], secrets: [] },
    peers: noPeers,
  };
}

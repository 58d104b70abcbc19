/**
 * One embedded Temporal server and one workflow bundle for all server tests. Owns both and their folder; a test finds
 * them with `inject('temporal')` and keeps to itself by a task queue of its own.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import type { TestProject } from 'vitest/node';
import { registerAttributes } from '../../src/client/attributes.ts';
import { readConfig } from '../../src/config.ts';
import { launchTemporal } from '../../src/launcher/temporal-server.ts';
import { buildBundle } from '../../src/worker/bundle.ts';

declare module 'vitest' {
  interface ProvidedContext {
    temporal: {
      readonly address: string;
      readonly namespace: string;
      /** The `temporal` program, for tests that speak to a run as an operator does. */
      readonly program: string;
      /** Search attributes that runs may set. */
      readonly attributes: readonly string[];
      /** Path of the workflow bundle. */
      readonly bundle: string;
      /** Folder of the blobs of all runs of tests. */
      readonly blobs: string;
    };
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'ostinato-test-'));
  const namespace = 'default';
  const server = await launchTemporal({
    folder,
    namespace,
    ports: 'free',
    cache: readConfig(process.env).cache,
    env: process.env,
    say: (line) => process.stderr.write(`${line}\n`),
  });
  const teardown = async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  const bundle = join(folder, 'workflow-bundle.js');
  try {
    await writeFile(bundle, (await buildBundle({ stacks: false })).code);
    project.provide('temporal', {
      address: server.address,
      namespace,
      program: server.program,
      attributes: await register(server.address, namespace),
      bundle,
      blobs: join(folder, 'blobs'),
    });
    return teardown;
  } catch (error) {
    await teardown();
    throw error;
  }
}

async function register(address: string, namespace: string): Promise<readonly string[]> {
  const connection = await Connection.connect({ address });
  try {
    return (await registerAttributes(connection, namespace)).usable;
  } finally {
    await connection.close();
  }
}

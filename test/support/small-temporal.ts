/** A Temporal server with other settings than ours, for tests that meet its limits. Owns its start and its end. */
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { inject } from 'vitest';
import { registerAttributes } from '../../src/client/attributes.ts';
import { serverArguments } from '../../src/launcher/flags.ts';
import { startGuarded } from '../../src/launcher/guard.ts';
import { freePort } from '../../src/launcher/ports.ts';
import { until } from './temporal.ts';

export interface SmallTemporal {
  readonly address: string;
  close(): Promise<void>;
}

/** @param settings of Temporal's dynamic configuration, by key */
export async function startSmallTemporal(settings: Readonly<Record<string, number>>): Promise<SmallTemporal> {
  const { program, namespace } = inject('temporal');
  const folder = await mkdtemp(join(tmpdir(), 'ostinato-test-'));
  const [port, uiPort] = [await freePort(), await freePort()];
  const places = { database: join(folder, 'temporal.db'), port, uiPort, namespace };
  const values = Object.entries(settings).map(([key, value]) => `--dynamic-config-value=${key}=${value}`);
  const log = await open(join(folder, 'server.log'), 'w');
  const server = await startGuarded([program, ...serverArguments(places), ...values], log.fd);
  await log.close();
  const address = `127.0.0.1:${port}`;
  await until(() => prepared(address, namespace));
  return {
    address,
    async close() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Nothing until the server is up. */
async function prepared(address: string, namespace: string): Promise<true | undefined> {
  try {
    const connection = await Connection.connect({ address });
    try {
      await registerAttributes(connection, namespace);
    } finally {
      await connection.close();
    }
    return true;
  } catch {
    return undefined;
  }
}

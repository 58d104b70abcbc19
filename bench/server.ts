/** The server, the store and the client of a comparison, on a folder of their own. Owns their life; measures nothing. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { readConfig } from '../src/config.ts';
import { launchTemporal } from '../src/launcher/temporal-server.ts';
import { dataConverter } from '../src/payloads/converter.ts';
import { createFileBlobs } from '../src/store/file-blobs.ts';

export interface Server {
  readonly address: string;
  /** Folder of large values, the same for all who read the runs. */
  readonly blobs: string;
  readonly client: Client;
  close(): Promise<void>;
}

export async function startServer(): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), 'ostinato-bench-'));
  const server = await launchTemporal({
    folder,
    namespace: 'default',
    ports: 'free',
    cache: readConfig(process.env).cache,
    env: process.env,
    say: (line) => console.error(line),
  });
  const { address } = server;
  const connection = await Connection.connect({ address });
  const blobs = join(folder, 'blobs');
  return {
    address,
    blobs,
    client: new Client({ connection, dataConverter: dataConverter(createFileBlobs(blobs)) }),
    async close() {
      await connection.close();
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

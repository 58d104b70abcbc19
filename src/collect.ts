/** `ostinato data collect`: removes large values and artifacts that nothing refers to any more. Owns the composition. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { collectBlobs, type Collected } from './client/collect.ts';
import { readConfig } from './config.ts';
import { LaunchError } from './launcher/launch-error.ts';
import { openPayloads } from './start/payloads.ts';
import { findTemporal } from './start/temporal-address.ts';

/** `before`: ms since 1970. Rejects with what to tell the person who asked. */
export async function main(before: number): Promise<Collected> {
  const config = readConfig(process.env);
  const { namespace, tls, apiKey } = config.temporal;
  const address = await findTemporal(config);
  const { blobs, artifacts, dataConverter } = await openPayloads(config);
  const connection = await Connection.connect({
    address,
    tls,
    ...(apiKey !== undefined && { apiKey }),
    // Histories may be larger than the 4 MiB that gRPC takes by itself.
    channelArgs: { 'grpc.max_receive_message_length': -1 },
  }).catch((error: unknown) => {
    throw new LaunchError(
      `No Temporal server answers at ${address}. It knows what is in use, so nothing was removed. Start it, or correct TEMPORAL_ADDRESS.`,
      { cause: error },
    );
  });
  try {
    const client = new Client({ connection, namespace, dataConverter });
    return await collectBlobs(client, { blobs, artifacts }, textsIn(config.data), before);
  } finally {
    await connection.close();
  }
}

/** Definitions and kept results: they outlive the runs. */
async function* textsIn(data: string): AsyncIterable<string> {
  for (const folder of ['definitions', 'cache']) {
    const entries = await readdir(join(data, folder), { recursive: true, withFileTypes: true }).catch(absent);
    for (const entry of entries)
      if (entry.isFile()) yield await readFile(join(entry.parentPath, entry.name), 'utf8');
  }
}

function absent(error: NodeJS.ErrnoException): [] {
  if (error.code === 'ENOENT') return [];
  throw error;
}

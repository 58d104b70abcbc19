/** Finds the server that the command line talks to. Owns the order of places (settled 8). */
import { createClient, type OstinatoClient } from '../client/http-client.ts';
import { readConfig } from '../config.ts';
import { readServerFile } from '../launcher/server-file.ts';

/** `OSTINATO_URL`, else who serves the data folder, else the usual address. */
export async function connect(): Promise<OstinatoClient> {
  const config = readConfig(process.env);
  const url = config.url ?? (await readServerFile(config.data))?.url;
  return createClient({ url: url ?? `http://${config.host}:${config.port}` });
}

/** Where Temporal is, for those who start none. Owns the choice. */
import type { Config } from '../config.ts';
import { LaunchError } from '../launcher/launch-error.ts';
import { readServerFile } from '../launcher/server-file.ts';

/** The configured server, else the one that serves the data folder. */
export async function findTemporal({ temporal, data }: Config): Promise<string> {
  const address = temporal.address ?? (await readServerFile(data))?.temporal?.address;
  if (address !== undefined) return address;
  throw new LaunchError(
    `Nothing serves the data folder ${data}, so no Temporal server is known. ` +
      'Start `ostinato server` there first, or set TEMPORAL_ADDRESS.',
  );
}

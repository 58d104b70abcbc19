/** `ostinato worker`: a worker alone, beside a server that runs elsewhere. Owns the composition. */
import { LaunchError } from './launcher/launch-error.ts';
import { readServerFile } from './launcher/server-file.ts';
import { serve } from './start/serve.ts';
import type { Service } from './start/service.ts';
import { connect } from './start/temporal.ts';
import { startWorker } from './start/worker-part.ts';

/** `queue`: that of nodes whose work is done by workers of their own. Resolves when it has been asked to stop and has stopped. Rejects with what to tell the person who started it. */
export function main(queue?: string): Promise<void> {
  return serve(async (service) => {
    const address = await temporalAddress(service);
    await startWorker(service, await connect(service, address), queue);
    const { taskQueue, namespace } = service.config.temporal;
    service.say(`A worker polls ${queue ?? taskQueue} in ${namespace} at ${address}. Ctrl-C stops it.`);
  });
}

/** The configured server, else the one that serves the data folder. */
async function temporalAddress({ config }: Service): Promise<string> {
  const address = config.temporal.address ?? (await readServerFile(config.data))?.temporal?.address;
  if (address !== undefined) return address;
  throw new LaunchError(
    `Nothing serves the data folder ${config.data}, so the worker knows no Temporal server. ` +
      'Start `ostinato server` there first, or set TEMPORAL_ADDRESS.',
  );
}

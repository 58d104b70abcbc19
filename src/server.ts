/** `ostinato server`: Temporal and the API, no worker. Owns the composition. */
import { startApi } from './start/api-part.ts';
import { holdFolder } from './start/hold-folder.ts';
import { serve } from './start/serve.ts';
import { useTemporal } from './start/temporal.ts';

/** Resolves when it has been asked to stop and has stopped. Rejects with what to tell the person who started it. */
export function main(): Promise<void> {
  return serve(async (given) => {
    const held = await holdFolder(given);
    const { service } = held;
    const temporal = await useTemporal(service);
    const api = await startApi(service, temporal);
    await held.announce(api, temporal);
    service.say(`Ostinato serves ${api}, with Temporal at ${temporal.address}.`);
    service.say(
      'Runs go on where a worker runs: `npx ostinato worker`, in another terminal. Ctrl-C stops the server.',
    );
  });
}

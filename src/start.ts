/** `ostinato start`: Temporal, the API and a worker in one process. Owns the composition. */
import { startApi } from './start/api-part.ts';
import { banner } from './start/banner.ts';
import { holdFolder } from './start/hold-folder.ts';
import { useMockModels } from './start/mock-models.ts';
import { serve } from './start/serve.ts';
import { useTemporal } from './start/temporal.ts';
import { startWorker } from './start/worker-part.ts';

/** Resolves when it has been asked to stop and has stopped. Rejects with what to tell the person who started it. */
export function main({ mockLlm = false }: { readonly mockLlm?: boolean } = {}): Promise<void> {
  return serve(async (given) => {
    const held = await holdFolder(given);
    const service = mockLlm ? await useMockModels(held.service) : held.service;
    const temporal = await useTemporal(service);
    await startWorker(service, temporal.connection);
    const api = await startApi(service, temporal);
    await held.announce(api, temporal);
    service.say(banner(service, temporal, api));
  });
}

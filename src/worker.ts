/** `ostinato worker`: a worker alone, beside a server that runs elsewhere. Owns the composition. */
import { serve } from './start/serve.ts';
import { connect } from './start/temporal.ts';
import { findTemporal } from './start/temporal-address.ts';
import { startWorker } from './start/worker-part.ts';

/** `queue`: that of nodes whose work is done by workers of their own. Resolves when it has been asked to stop and has stopped. Rejects with what to tell the person who started it. */
export function main(queue?: string): Promise<void> {
  return serve(async (service) => {
    const address = await findTemporal(service.config);
    await startWorker(service, await connect(service, address), queue);
    const { taskQueue, namespace } = service.config.temporal;
    service.say(`A worker polls ${queue ?? taskQueue} in ${namespace} at ${address}. Ctrl-C stops it.`);
  });
}

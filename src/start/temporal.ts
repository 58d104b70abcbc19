/**
 * Gets Temporal ready for runs: the configured server or an embedded one, connected, with its namespace prepared.
 * Owns the order; the launcher starts servers, `client/` talks to them.
 */
import { join } from 'node:path';
import { NativeConnection } from '@temporalio/worker';
import { registerAttributes } from '../client/attributes.ts';
import { setRetention } from '../client/namespace.ts';
import { LaunchError } from '../launcher/launch-error.ts';
import { launchTemporal } from '../launcher/temporal-server.ts';
import { installRuntime } from '../worker/runtime.ts';
import type { Service, Temporal } from './service.ts';

/** A server that is up but away for so long does not come back by waiting. */
const patienceMs = 60_000;

/** The server at TEMPORAL_ADDRESS, else one that is started on the data folder and ends with this process. */
export async function useTemporal(service: Service): Promise<Temporal> {
  const { address, ui, namespace, retentionDays } = service.config.temporal;
  const server = address === undefined ? await startEmbedded(service) : { address };
  const uiUrl = ui ?? ('ui' in server ? server.ui : undefined);
  const connection = await connect(service, server.address);
  return connection.withDeadline(Date.now() + patienceMs, async () => {
    if (address === undefined) await setRetention(connection, namespace, retentionDays);
    const { usable, problem } = await registerAttributes(connection, namespace);
    if (problem !== undefined) service.say(problem);
    return {
      address: server.address,
      connection,
      attributes: usable,
      ...(uiUrl !== undefined && { ui: uiUrl }),
    };
  });
}

async function startEmbedded({ config, life, say }: Service): Promise<{ address: string; ui: string }> {
  const server = await launchTemporal({
    folder: join(config.data, 'temporal'),
    cache: config.cache,
    namespace: config.temporal.namespace,
    ports: 'usual',
    ...codecOf(config),
    env: process.env,
    say,
  });
  await life.defer('temporal', () => server.stop());
  life.watch('The Temporal server', server.exited);
  return server;
}

/** The API comes up later, where it is asked to; at a port that nobody knows the Web UI could not find it. */
function codecOf({ host, port }: Service['config']): { codec?: string } {
  if (port === 0) return {};
  const address = host.includes(':') ? `[${host}]` : host;
  return { codec: `http://${address}:${port}/codec` };
}

/** Once per process. Closed at the end of the life. */
export async function connect({ config, life, logger }: Service, address: string): Promise<NativeConnection> {
  installRuntime(logger);
  const { tls, apiKey } = config.temporal;
  const connection = await NativeConnection.connect({
    address,
    tls,
    ...(apiKey !== undefined && { apiKey }),
  }).catch((error: unknown) => {
    throw new LaunchError(
      `No Temporal server answers at ${address}. Start it, or correct TEMPORAL_ADDRESS; ` +
        'without TEMPORAL_ADDRESS, `ostinato start` starts one.',
      { cause: error },
    );
  });
  await life.defer('connection', () => connection.close());
  return connection;
}

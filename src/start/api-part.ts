/** The HTTP API of a process: its ports filled, listening. Owns the wiring and the choice of another port. */
import { join } from 'node:path';
import { Client } from '@temporalio/client';
import type { Express } from 'express';
import { toCatalogue } from '../activities/catalogue.ts';
import { loadTools } from '../activities/tools/registry.ts';
import { createApp } from '../api/app.ts';
import { listen, ListenError, type Listening } from '../api/listen.ts';
import { createOrchestrator } from '../client/temporal-orchestrator.ts';
import { compileDefinition } from '../interpreter/index.ts';
import { remoteCodec } from '../payloads/remote-codec.ts';
import { createFileCache } from '../store/file-cache.ts';
import { createFileDefinitions } from '../store/file-definitions.ts';
import { openPayloads } from './payloads.ts';
import type { Service, Temporal } from './service.ts';

/** Resolves with the URL of the API. */
export async function startApi(service: Service, temporal: Temporal): Promise<string> {
  const { config, logger, life, mock } = service;
  const { namespace, taskQueue } = config.temporal;
  const tools = await loadTools(config.toolModules);
  const { artifacts, dataConverter } = await openPayloads(config);
  const app = createApp({
    orchestrator: createOrchestrator({
      client: new Client({ connection: temporal.connection, namespace, dataConverter }),
      namespace,
      taskQueue,
      attributes: temporal.attributes,
      limited: config.limits.flatMap(({ of, perSecond }) => (perSecond === undefined ? [] : [of])),
      mock,
    }),
    definitions: createFileDefinitions(join(config.data, 'definitions')),
    cache: createFileCache(join(config.data, 'cache'), Date.now),
    artifacts,
    codec: remoteCodec(dataConverter),
    catalogue: toCatalogue(tools, Object.keys(config.secrets), config.model),
    compile: compileDefinition,
    config: {
      ...config,
      temporal: { ...config.temporal, ...(temporal.ui !== undefined && { ui: temporal.ui }) },
    },
    logger,
  });
  const listening = await listenSomewhere(app, service);
  await life.defer('api', () => listening.close());
  return listening.url;
}

/** A port that was asked for is the one or none; the usual one may be taken, then any will do. */
async function listenSomewhere(app: Express, { config, say }: Service): Promise<Listening> {
  try {
    return await listen(app, config);
  } catch (error) {
    if (config.portGiven || !(error instanceof ListenError && error.taken)) throw error;
    const listening = await listen(app, { host: config.host, port: 0 });
    say(
      `Port ${config.port} is taken; using ${new URL(listening.url).port} instead. ` +
        'Temporal Web UI looks for its codec at the port that is taken, and shows large and encrypted values as they are kept.',
    );
    return listening;
  }
}

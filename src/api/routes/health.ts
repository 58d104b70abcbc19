/** `/healthz` (this process answers) and `/readyz` (runs go on: Temporal answers and a worker polls). */
import type { RequestHandler, Router } from 'express';
import type { AppDeps } from '../context.ts';
import { ApiError } from '../problem.ts';
import { createRouter, noParameters, resource } from '../resource.ts';

export function healthRoutes(deps: AppDeps): Router {
  const router = createRouter();
  resource(router, '/healthz', {
    get: [noParameters, (_request, response) => void response.json({ status: 'ok' })],
  });
  resource(router, '/readyz', { get: [noParameters, ready(deps)] });
  return router;
}

function ready({ orchestrator, config }: AppDeps): RequestHandler {
  return async (_request, response) => {
    const { temporal, workers } = await orchestrator.health();
    const problem = away(temporal, workers, config.temporal.taskQueue);
    if (problem !== undefined) throw new ApiError('unavailable', problem, {}, { 'retry-after': '5' });
    response.json({ status: 'ready', temporal, workers });
  };
}

function away(temporal: boolean, workers: number, taskQueue: string): string | undefined {
  if (!temporal) return 'Temporal does not answer. Start it with `npm start`, or check TEMPORAL_ADDRESS.';
  if (workers > 0) return undefined;
  return `No worker polls the task queue ${taskQueue}, so no run goes on. Start one with \`ostinato worker\`.`;
}

/** `POST /v1/events` and `POST /v1/runs/{runId}/events`: events for whoever waits, or for one run. */
import type { RequestHandler, Router } from 'express';
import type { EventReceipt } from '../../client/wire.ts';
import { jsonBody, jsonBytes } from '../body.ts';
import type { AppDeps } from '../context.ts';
import { createRouter, noParameters, param, resource } from '../resource.ts';
import { eventBody } from '../schemas/events.ts';

export function eventRoutes(deps: AppDeps): Router {
  const router = createRouter();
  resource(router, '/v1/events', { post: [noParameters, ...jsonBytes, emit(deps)] });
  resource(router, '/v1/runs/:runId/events', { post: [noParameters, ...jsonBytes, send(deps)] });
  return router;
}

function emit({ orchestrator }: AppDeps): RequestHandler {
  return async (request, response) => {
    const receipt: EventReceipt = await orchestrator.emit(jsonBody(request, eventBody));
    response.status(202).json(receipt);
  };
}

function send({ orchestrator }: AppDeps): RequestHandler {
  return async (request, response) => {
    const event = jsonBody(request, eventBody);
    const runId = param(request, 'runId');
    await orchestrator.send(runId, event);
    const receipt: EventReceipt = { runId, ...(event.id === undefined ? {} : { id: event.id }) };
    response.status(202).json(receipt);
  };
}

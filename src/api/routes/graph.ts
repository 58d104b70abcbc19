/** `GET /v1/workflows/{name}/graph`: a stored definition as a picture in text. */
import type { RequestHandler, Router } from 'express';
import { toMermaid } from '../../interpreter/index.ts';
import { type AppDeps, findDefinition, planOf } from '../context.ts';
import { createRouter, param, resource } from '../resource.ts';
import { check } from '../schemas/check.ts';
import { graphQuery } from '../schemas/workflows.ts';

export function graphRoutes(deps: AppDeps): Router {
  const router = createRouter();
  resource(router, '/v1/workflows/:name/graph', { get: [graph(deps)] });
  return router;
}

function graph(deps: AppDeps): RequestHandler {
  return async (request, response) => {
    const { version } = check(graphQuery, request.query);
    const { text } = await findDefinition(deps, param(request, 'name'), version);
    response.type('text/vnd.mermaid').send(toMermaid(planOf(deps, text).plan));
  };
}

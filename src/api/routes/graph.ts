/** `GET /v1/workflows/{name}/graph`: a stored definition as a picture. Owns the media type of each format. */
import type { RequestHandler, Router } from 'express';
import { draw, type DrawingFormat } from '../../interpreter/index.ts';
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
    const { format, version } = check(graphQuery, request.query);
    const { text } = await findDefinition(deps, param(request, 'name'), version);
    response.type(mediaTypes[format]).send(draw(planOf(deps, text).plan, format));
  };
}

const mediaTypes: Readonly<Record<DrawingFormat, string>> = {
  mermaid: 'text/vnd.mermaid',
  dot: 'text/vnd.graphviz',
  json: 'application/json',
  ascii: 'text/plain',
};

/** `POST /v1/check`: the check of a definition without storing it. */
import { createHash } from 'node:crypto';
import type { RequestHandler, Router } from 'express';
import type { CheckReport } from '../../client/wire.ts';
import { draw } from '../../interpreter/index.ts';
import { definitionBody, definitionText } from '../body.ts';
import { type AppDeps, planOf } from '../context.ts';
import { createRouter, resource } from '../resource.ts';
import { check } from '../schemas/check.ts';
import { checkQuery } from '../schemas/workflows.ts';

export function checkRoutes(deps: AppDeps): Router {
  const router = createRouter();
  resource(router, '/v1/check', { post: [...definitionBody, report(deps)] });
  return router;
}

function report(deps: AppDeps): RequestHandler {
  return (request, response) => {
    const { graph } = check(checkQuery, request.query);
    const { text } = definitionText(request);
    const { plan, warnings } = planOf(deps, text);
    const hash = createHash('sha256').update(text).digest('hex');
    const checked: CheckReport = { name: plan.name, hash, warnings };
    response.json(graph === undefined ? checked : { ...checked, graph: draw(plan, 'mermaid') });
  };
}

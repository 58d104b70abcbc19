/** Whole values of a run: what stands as `{ "$link": … }` in the answer about it. */
import type { Request, RequestHandler, Router } from 'express';
import type { RunDetails } from '../../client/orchestrator.ts';
import type { RunError } from '../../interpreter/errors.ts';
import type { Json } from '../../interpreter/json.ts';
import type { AppDeps } from '../context.ts';
import { nodeId } from '../present.ts';
import { ApiError } from '../problem.ts';
import { createRouter, noParameters, param, resource } from '../resource.ts';

const fields = ['input', 'output', 'error'] as const;

type Value = Json | RunError | undefined;

export function valueRoutes({ orchestrator }: AppDeps): Router {
  const router = createRouter();
  const value = (path: string, pick: (run: RunDetails, request: Request) => Value): void => {
    resource(router, path, { get: [noParameters, send(orchestrator, pick)] });
  };
  for (const field of fields) {
    value(`/v1/runs/:runId/${field}`, (run) => run[field]);
    value(`/v1/runs/:runId/nodes/:id/${field}`, ({ nodes }, request) => {
      return nodes.find((node) => nodeId(node) === param(request, 'id'))?.[field];
    });
  }
  value('/v1/runs/:runId/requests/:id/show', ({ requests }, request) => {
    return requests.find(({ id }) => id === param(request, 'id'))?.show;
  });
  return router;
}

function send(
  orchestrator: AppDeps['orchestrator'],
  pick: (run: RunDetails, request: Request) => Value,
): RequestHandler {
  return async (request, response) => {
    const run = await orchestrator.describe(param(request, 'runId'));
    const value = pick(run, request);
    if (value === undefined) {
      const detail = `The run ${run.runId} has no value under ${request.path}. Read the run to see what it has.`;
      throw new ApiError('value-unknown', detail);
    }
    response.json(value);
  };
}

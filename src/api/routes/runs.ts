/** `/v1/runs`: runs are listed, read, resumed and cancelled. Owns no logic of runs. */
import type { RequestHandler, Router } from 'express';
import type { CancelReceipt, ResumeReceipt, RunItem } from '../../client/wire.ts';
import { jsonBody, jsonBytes } from '../body.ts';
import type { AppDeps } from '../context.ts';
import { runLinks } from '../links.ts';
import { presentRun } from '../present.ts';
import { createRouter, noParameters, param, resource } from '../resource.ts';
import { check } from '../schemas/check.ts';
import { cancelBody, resumeBody, runQuery, runsQuery } from '../schemas/runs.ts';

export function runRoutes(deps: AppDeps): Router {
  const router = createRouter();
  resource(router, '/v1/runs', { get: [list(deps)] });
  resource(router, '/v1/runs/:runId', { get: [read(deps)] });
  resource(router, '/v1/runs/:runId/resume', { post: [noParameters, ...jsonBytes, resume(deps)] });
  resource(router, '/v1/runs/:runId/cancel', { post: [noParameters, ...jsonBytes, cancel(deps)] });
  return router;
}

function list({ orchestrator, config }: AppDeps): RequestHandler {
  return async (request, response) => {
    const { runs, cursor } = await orchestrator.list(check(runsQuery, request.query));
    const items: readonly RunItem[] = runs.map((run) => ({ ...run, links: runLinks(run.runId, config) }));
    response.json(cursor === undefined ? { runs: items } : { runs: items, cursor });
  };
}

function read({ orchestrator, config }: AppDeps): RequestHandler {
  return async (request, response) => {
    const { nodesCursor } = check(runQuery, request.query);
    const run = await orchestrator.describe(param(request, 'runId'));
    response.json(presentRun(run, nodesCursor, config));
  };
}

function resume({ orchestrator }: AppDeps): RequestHandler {
  return async (request, response) => {
    const answer = jsonBody(request, resumeBody);
    const receipt: ResumeReceipt = await orchestrator.resume(param(request, 'runId'), answer);
    response.json(receipt);
  };
}

function cancel({ orchestrator, config }: AppDeps): RequestHandler {
  return async (request, response) => {
    const { reason, node } = jsonBody(request, cancelBody);
    const runId = param(request, 'runId');
    if (node === undefined) await orchestrator.cancel(runId, reason);
    else await orchestrator.tell(runId, { do: 'cancel-node', node });
    const receipt: CancelReceipt = { runId, links: runLinks(runId, config) };
    response.status(202).json(receipt);
  };
}

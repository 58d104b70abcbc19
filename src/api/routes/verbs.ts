/** What people tell a run while it goes on: `POST /v1/runs/{runId}/pause`, `/unpause`, `/step-mode`, `/step`, `/complete`. */
import type { RequestHandler, Router } from 'express';
import type { z } from 'zod';
import type { VerbReceipt } from '../../client/wire.ts';
import type { Verb } from '../../interpreter/core/event.ts';
import { jsonBody, jsonBytes } from '../body.ts';
import type { AppDeps } from '../context.ts';
import { runLinks } from '../links.ts';
import { createRouter, noParameters, param, resource } from '../resource.ts';
import { completeBody, noBody, stepModeBody } from '../schemas/runs.ts';

export function verbRoutes(deps: AppDeps): Router {
  const router = createRouter();
  const verb = <T>(name: string, body: z.ZodType<T>, verbOf: (sent: T) => Verb): void => {
    const path = `/v1/runs/:runId/${name}`;
    resource(router, path, { post: [noParameters, ...jsonBytes, tell(deps, body, verbOf)] });
  };
  verb('pause', noBody, () => ({ do: 'pause' }));
  verb('unpause', noBody, () => ({ do: 'unpause' }));
  verb('step-mode', stepModeBody, ({ on }) => ({ do: 'step-mode', on }));
  verb('step', noBody, () => ({ do: 'step' }));
  verb('complete', completeBody, ({ node }) => ({ do: 'complete-node', node }));
  return router;
}

function tell<T>(
  { orchestrator, config }: AppDeps,
  body: z.ZodType<T>,
  verbOf: (sent: T) => Verb,
): RequestHandler {
  return async (request, response) => {
    const verb = verbOf(jsonBody(request, body));
    const runId = param(request, 'runId');
    await orchestrator.tell(runId, verb);
    const receipt: VerbReceipt = { runId, links: runLinks(runId, config) };
    response.json(receipt);
  };
}

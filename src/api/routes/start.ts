/** `POST /v1/workflows/{name}/run`: starts a run of a stored definition. Owns the check of its input. */
import type { RequestHandler, Router } from 'express';
import type { FieldFault, RunReceipt } from '../../client/wire.ts';
import type { Json, JsonSchema } from '../../interpreter/json.ts';
import { validate, withDefaults } from '../../interpreter/schema.ts';
import { jsonBody, jsonBytes } from '../body.ts';
import { type AppDeps, findDefinition, planOf } from '../context.ts';
import { runLinks } from '../links.ts';
import { ApiError } from '../problem.ts';
import { createRouter, noParameters, param, resource } from '../resource.ts';
import { startBody } from '../schemas/workflows.ts';

export function startRoutes(deps: AppDeps): Router {
  const router = createRouter();
  resource(router, '/v1/workflows/:name/run', { post: [noParameters, ...jsonBytes, start(deps)] });
  return router;
}

function start(deps: AppDeps): RequestHandler {
  return async (request, response) => {
    const { input, version, idempotencyKey, by, tenant, assign } = jsonBody(request, startBody);
    const definition = await findDefinition(deps, param(request, 'name'), version);
    const { plan } = planOf(deps, definition.text, assign === undefined ? {} : { assign });
    const { runId, status } = await deps.orchestrator.start({
      plan,
      version: definition.version,
      hash: definition.hash,
      input: checkedInput(plan.input, input),
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
      ...(by === undefined ? {} : { by }),
      ...(tenant === undefined ? {} : { tenant }),
      ...(assign === undefined ? {} : { assign }),
    });
    const receipt: RunReceipt = { runId, status, links: runLinks(runId, deps.config) };
    response.status(202).location(receipt.links.self).json(receipt);
  };
}

function checkedInput(schema: JsonSchema | undefined, input: Json): Json {
  if (schema === undefined) return input;
  const full = withDefaults(schema, input);
  const errors: FieldFault[] = validate(schema, full).map(({ path, message }) => {
    return { path: path === '' || path.startsWith('[') ? `input${path}` : `input.${path}`, message };
  });
  if (errors.length === 0) return full;
  const names = errors.map(({ path, message }) => `${path}: ${message}`).join('; ');
  throw new ApiError('input-invalid', `${names}.`, { errors });
}

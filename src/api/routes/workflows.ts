/** `/v1/workflows`: definitions are posted, listed and read. Owns no checking and no storing. */
import type { RequestHandler, Router } from 'express';
import type { WorkflowReceipt, WorkflowSummary, WorkflowView } from '../../client/wire.ts';
import type { StoredDefinition } from '../../store/definitions.ts';
import { definitionBody, definitionText } from '../body.ts';
import { type AppDeps, findDefinition, planOf } from '../context.ts';
import { workflowPath } from '../links.ts';
import { createRouter, noParameters, param, resource } from '../resource.ts';
import { check } from '../schemas/check.ts';
import { versionQuery } from '../schemas/workflows.ts';

export function workflowRoutes(deps: AppDeps): Router {
  const router = createRouter();
  resource(router, '/v1/workflows', {
    get: [noParameters, list(deps)],
    post: [noParameters, ...definitionBody, post(deps)],
  });
  resource(router, '/v1/workflows/:name', { get: [read(deps)] });
  return router;
}

function post(deps: AppDeps): RequestHandler {
  return async (request, response) => {
    const { text, format } = definitionText(request);
    const { plan, warnings } = planOf(deps, text);
    const { definition, created } = await deps.definitions.put(plan.name, text, format);
    const { name, version, hash } = definition;
    const receipt: WorkflowReceipt = { name, version, hash, warnings };
    response
      .status(created ? 201 : 200)
      .location(workflowPath(name))
      .json(receipt);
  };
}

function list({ definitions }: AppDeps): RequestHandler {
  return async (_request, response) => {
    const workflows: readonly WorkflowSummary[] = (await definitions.list()).map(summary);
    response.json({ workflows });
  };
}

function read(deps: AppDeps): RequestHandler {
  return async (request, response) => {
    const { version } = check(versionQuery, request.query);
    const definition = await findDefinition(deps, param(request, 'name'), version);
    const versions = await deps.definitions.versions(definition.name);
    const view: WorkflowView = {
      ...summary(definition),
      ...interfaceOf(deps, definition),
      text: definition.text,
      versions: versions.map(({ version, hash, createdAt }) => ({ version, hash, createdAt })),
    };
    response.json(view);
  };
}

function summary({ name, version, hash, format, createdAt }: StoredDefinition): WorkflowSummary {
  return { name, version, hash, format, createdAt, links: { self: workflowPath(name) } };
}

/** What callers want to know of it; nothing where the workers no longer offer what it needs. */
function interfaceOf(
  { compile, catalogue }: AppDeps,
  { text }: StoredDefinition,
): Pick<WorkflowView, 'title' | 'description' | 'input'> {
  const { plan } = compile(text, catalogue);
  return {
    ...(plan?.title === undefined ? {} : { title: plan.title }),
    ...(plan?.description === undefined ? {} : { description: plan.description }),
    ...(plan?.input === undefined ? {} : { input: plan.input }),
  };
}

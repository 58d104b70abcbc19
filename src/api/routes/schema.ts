/** `/schema/1.json`: the JSON Schema of the language, with the tools that this server knows. */
import type { Router } from 'express';
import { languageSchema } from '../../interpreter/index.ts';
import type { AppDeps } from '../context.ts';
import { createRouter, noParameters, resource } from '../resource.ts';

export function schemaRoutes({ catalogue }: AppDeps): Router {
  const router = createRouter();
  const schema = languageSchema(catalogue.tools);
  resource(router, '/schema/1.json', {
    get: [
      noParameters,
      (_request, response) => void response.type('application/schema+json').send(JSON.stringify(schema)),
    ],
  });
  return router;
}

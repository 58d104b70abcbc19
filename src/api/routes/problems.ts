/** `/problems/{name}`: what the `type` of a problem points at. */
import type { Router } from 'express';
import { ApiError, problems } from '../problem.ts';
import { createRouter, param, resource } from '../resource.ts';

export function problemRoutes(): Router {
  const router = createRouter();
  resource(router, '/problems/:name', {
    get: [
      (request, response) => {
        const found = Object.entries(problems).find(([name]) => name === param(request, 'name'));
        if (found === undefined)
          throw new ApiError('not-found', 'No problem has that name; docs/api.md lists them.');
        const [name, [status, title]] = found;
        response.json({ type: `/problems/${name}`, status, title });
      },
    ],
  });
  return router;
}

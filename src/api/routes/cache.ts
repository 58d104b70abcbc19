/** `DELETE /v1/cache`: forgets kept results (`cache` of nodes), so that the work is done again. */
import type { RequestHandler, Router } from 'express';
import type { CacheReceipt } from '../../client/wire.ts';
import type { AppDeps } from '../context.ts';
import { createRouter, resource } from '../resource.ts';
import { cacheQuery } from '../schemas/cache.ts';
import { check } from '../schemas/check.ts';

export function cacheRoutes(deps: AppDeps): Router {
  const router = createRouter();
  resource(router, '/v1/cache', { delete: [clear(deps)] });
  return router;
}

function clear({ cache }: AppDeps): RequestHandler {
  return async (request, response) => {
    const receipt: CacheReceipt = { cleared: await cache.clear(check(cacheQuery, request.query)) };
    response.json(receipt);
  };
}

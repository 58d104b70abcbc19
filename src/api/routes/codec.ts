/**
 * `POST /codec/decode` and `/codec/encode`: the codec server with which Temporal's Web UI shows what is encrypted, or
 * kept outside, and encrypts what is typed into it. Owns what a page of the Web UI's origin may do here; that no other
 * origin comes so far is `guard.ts`.
 */
import type { RequestHandler, Router } from 'express';
import { jsonBody, jsonBytes } from '../body.ts';
import type { AppDeps } from '../context.ts';
import { createRouter, resource } from '../resource.ts';
import { codecBody } from '../schemas/codec.ts';

export function codecRoutes({ codec }: AppDeps): Router {
  const router = createRouter();
  router.use('/codec', crossOrigin);
  for (const way of ['decode', 'encode'] as const)
    resource(router, `/codec/${way}`, {
      post: [
        ...jsonBytes,
        async (request, response) => {
          response.json({ payloads: await codec[way](jsonBody(request, codecBody).payloads) });
        },
      ],
    });
  return router;
}

const crossOrigin: RequestHandler = (request, response, next) => {
  const { origin } = request.headers;
  if (origin !== undefined) {
    response.set({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'content-type, x-namespace, authorization',
      vary: 'origin',
    });
  }
  if (request.method === 'OPTIONS') response.status(204).end();
  else next();
};

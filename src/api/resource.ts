/** One path with its parameters and methods; any other method on it is a 405 that names the right ones. */
import { type Request, type RequestHandler, Router } from 'express';
import { ApiError } from './problem.ts';
import { check } from './schemas/check.ts';
import { noQuery } from './schemas/common.ts';

/** Paths are taken literally, so that an empty name is not taken for the list of all. */
export function createRouter(): Router {
  return Router({ strict: true, caseSensitive: true });
}

interface Methods {
  readonly get?: readonly RequestHandler[];
  readonly post?: readonly RequestHandler[];
  readonly delete?: readonly RequestHandler[];
}

export function resource(router: Router, path: string, { get, post, delete: remove }: Methods): void {
  const route = router.route(path);
  // HEAD is answered by the handlers of GET.
  if (get) route.get(...get);
  if (post) route.post(...post);
  if (remove) route.delete(...remove);
  const allowed = [
    ...(get ? ['GET', 'HEAD'] : []),
    ...(post ? ['POST'] : []),
    ...(remove ? ['DELETE'] : []),
  ].join(', ');
  route.all((request) => {
    const detail = `${request.path} takes ${allowed}, not ${request.method}.`;
    throw new ApiError('method-not-allowed', detail, {}, { allow: allowed });
  });
}

/** Refuses parameters behind `?`, for the paths that take none. */
export const noParameters: RequestHandler = (request, _response, next) => {
  check(noQuery, request.query);
  next();
};

/** A parameter of the path, decoded. */
export function param(request: Request, name: string): string {
  const value = request.params[name];
  if (typeof value !== 'string') throw new TypeError(`the path ${request.path} has no parameter ${name}`);
  return value;
}

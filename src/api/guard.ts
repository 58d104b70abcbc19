/**
 * Refuses requests that a web page of somebody else makes: by DNS rebinding (the Host header is not a name of this
 * machine) or across origins. Owns these two checks; who a user is comes with access control.
 */
import type { RequestHandler } from 'express';
import { isLoopback } from './loopback.ts';
import { ApiError } from './problem.ts';

export const guard: RequestHandler = (request, _response, next) => {
  const { host, origin } = request.headers;
  if (host === undefined || !isLoopback(hostname(host))) {
    throw new ApiError(
      'host-refused',
      `The Host header is ${JSON.stringify(host ?? '')}. Use http://127.0.0.1 or http://localhost with the port of this server.`,
    );
  }
  if (origin !== undefined && origin !== `http://${host}`) {
    throw new ApiError(
      'origin-refused',
      `The request comes from a page of ${origin}. Only pages of http://${host} itself may do that.`,
    );
  }
  next();
};

function hostname(host: string): string {
  return URL.parse(`http://${host}`)?.hostname ?? '';
}

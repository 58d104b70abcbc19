/**
 * Refuses requests that a web page of somebody else makes: by DNS rebinding (the Host header is not a name of this
 * machine) or across origins. Owns these two checks; who a user is comes with access control. Pages of Temporal's Web
 * UI may ask for payloads to be shown, and for nothing else.
 */
import type { RequestHandler } from 'express';
import { isLoopback } from './loopback.ts';
import { ApiError } from './problem.ts';

/** `ui`: address of Temporal's Web UI. */
export function guard(ui: string | undefined): RequestHandler {
  return (request, _response, next) => {
    const { host, origin } = request.headers;
    if (host === undefined || !isLoopback(hostname(host))) {
      throw new ApiError(
        'host-refused',
        `The Host header is ${JSON.stringify(host ?? '')}. Use http://127.0.0.1 or http://localhost with the port of this server.`,
      );
    }
    const showsPayloads = request.path.startsWith('/codec/') && isUi(ui, origin);
    if (origin !== undefined && origin !== `http://${host}` && !showsPayloads) {
      throw new ApiError(
        'origin-refused',
        `The request comes from a page of ${origin}. Only pages of http://${host} itself may do that.`,
      );
    }
    next();
  };
}

/** By whichever of its names this machine is called. */
function isUi(ui: string | undefined, origin: string | undefined): boolean {
  const [known, asking] = [URL.parse(ui ?? ''), URL.parse(origin ?? '')];
  if (known === null || asking === null) return false;
  if (known.origin === asking.origin) return true;
  const here = isLoopback(known.hostname) && isLoopback(asking.hostname);
  return here && known.protocol === asking.protocol && known.port === asking.port;
}

function hostname(host: string): string {
  return URL.parse(`http://${host}`)?.hostname ?? '';
}

/**
 * One HTTP exchange with its redirects, followed by hand. Owns what goes along on the way: a redirect to another origin
 * takes no header of the caller's with it, so that no key reaches a server that it was not meant for.
 */
import { ToolError } from '../define.ts';

export interface Exchange {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: string | undefined;
}

const redirects = new Set([301, 302, 303, 307, 308]);
const mostRedirects = 5;
/** What says nothing about the caller. */
const harmless = new Set(['accept', 'accept-language', 'content-type', 'user-agent']);

/**
 * Rejects with what `fetch` rejects with, or with an error `http.redirect`.
 * @param answered called when the other side has said anything at all
 */
export async function exchange(
  first: Exchange,
  signal: AbortSignal,
  answered: () => void,
): Promise<Response> {
  let current = first;
  for (let count = 0; count <= mostRedirects; count++) {
    const { method, url, headers, body } = current;
    const init = {
      method,
      headers,
      redirect: 'manual',
      signal,
      ...(body !== undefined && { body }),
    } as const;
    const response = await fetch(url, init);
    answered();
    const location = response.headers.get('location');
    if (location === null || !redirects.has(response.status)) return response;
    await response.body?.cancel();
    current = redirected(current, response.status, location);
  }
  throw new ToolError({
    type: 'http.redirect',
    title: `${first.url.origin} redirects more than ${mostRedirects} times`,
    detail: `The last place was ${current.url.origin}${current.url.pathname}.`,
  });
}

function redirected(from: Exchange, status: number, location: string): Exchange {
  const url = targetOf(from, location);
  const plain = url.origin === from.url.origin ? from.headers : withoutCaller(from.headers);
  if (!becomesGet(from.method, status)) return { ...from, url, headers: plain };
  const headers = new Headers(plain);
  headers.delete('content-type');
  return { method: 'GET', url, headers, body: undefined };
}

function targetOf(from: Exchange, location: string): URL {
  const url = URL.parse(location, from.url.href);
  if (url === null || !isHttp(url))
    throw new ToolError({
      type: 'http.redirect',
      title: `${from.url.origin} redirects to ${JSON.stringify(location)}, which is no HTTP address`,
    });
  if (url.username === '' && url.password === '') return url;
  throw new ToolError({
    type: 'http.redirect',
    title: `${from.url.origin} redirects to ${url.origin} with credentials in the address`,
    detail: 'Ask for that address itself, with the credentials in a header.',
  });
}

export function isHttp({ protocol }: URL): boolean {
  return protocol === 'http:' || protocol === 'https:';
}

/** As browsers do (WHATWG fetch, HTTP-redirect fetch, step 12). */
function becomesGet(method: string, status: number): boolean {
  if (status === 303) return method !== 'GET' && method !== 'HEAD';
  return (status === 301 || status === 302) && method === 'POST';
}

function withoutCaller(headers: Headers): Headers {
  return new Headers([...headers].filter(([name]) => harmless.has(name)));
}

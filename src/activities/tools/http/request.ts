/**
 * `http.request`: one HTTP request. Owns the arguments, the result, and what a status or a broken connection means;
 * redirects are `exchange.ts`, bodies `body.ts`.
 */
import { z } from 'zod';
import { parseDuration } from '../../../interpreter/duration.ts';
import type { Json } from '../../../interpreter/json.ts';
import { linkedTo } from '../../abort.ts';
import { longestTimerMs } from '../../limits.ts';
import { retryAfterMs } from '../../retry-after.ts';
import { defineTool, type ToolContext, ToolError } from '../define.ts';
import { decode, type Decoded, readBody } from './body.ts';
import { type Exchange, exchange, isHttp } from './exchange.ts';

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const duration = z
  .string()
  .refine((text) => parseDuration(text) !== undefined, 'write a duration such as `30s`');

const input = z.strictObject({
  method: z.enum(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE']).default('GET'),
  url: z.string().describe('http or https address'),
  headers: z.record(z.string(), z.string()).optional(),
  query: z
    .record(z.string(), z.union([scalar, z.array(scalar)]))
    .optional()
    .describe('Added to the address.'),
  body: z.unknown().optional().describe('A text is sent as it is, anything else as JSON.'),
  timeout: duration.default('1m').describe('For the whole exchange, as in `30s`.'),
  expect: z
    .array(z.int().min(100).max(599))
    .optional()
    .describe('Statuses that are no error. Default: all below 400.'),
});
type Input = z.output<typeof input>;

const output = z.object({
  status: z.int(),
  headers: z.record(z.string(), z.string()).describe('Names in lower case.'),
  body: z.unknown().describe('JSON as a value, text as text, null when empty, anything else in base64.'),
  encoding: z.literal('base64').optional(),
});

export const httpRequest = defineTool({
  name: 'http.request',
  description: 'Sends one HTTP request and gives back status, headers and body.',
  input,
  output,
  effect: {
    field: 'method',
    values: {
      GET: 'read',
      HEAD: 'read',
      OPTIONS: 'read',
      PUT: 'idempotent',
      DELETE: 'idempotent',
      POST: 'once',
      PATCH: 'once',
    },
    absent: 'read',
    otherwise: 'once',
  },
  run: request,
});

const bodyCap = 1024 * 1024;
/** Of an error's body only the beginning is told. */
const errorBodyCap = 8 * 1024;

async function request(asked: Input, context: ToolContext): Promise<z.input<typeof output>> {
  const first = exchangeOf(asked, context.key);
  const { signal, abort, unlink } = linkedTo(context.signal);
  const timer = setTimeout(
    () => abort(timedOut(first, asked.timeout)),
    Math.min(parseDuration(asked.timeout) ?? 0, longestTimerMs),
  );
  let sent = false;
  const answered = () => {
    sent = true;
  };
  try {
    const response = await exchange(first, signal, answered);
    return await resultOf(first, asked, response);
  } catch (error) {
    if (error instanceof ToolError || context.signal.aborted) throw error;
    throw notReached(first, error, sent);
  } finally {
    clearTimeout(timer);
    unlink();
  }
}

function exchangeOf(asked: Input, key: string): Exchange {
  const url = URL.parse(asked.url);
  if (url === null || !isHttp(url))
    throw wrong('url: write an address that begins with `http://` or `https://`');
  if (url.username !== '' || url.password !== '') throw wrong('url: put credentials into a header');
  for (const [name, values] of Object.entries(asked.query ?? {}))
    for (const value of [values].flat()) url.searchParams.append(name, String(value));
  const { method, body } = asked;
  const reads = method === 'GET' || method === 'HEAD';
  if (reads && body !== undefined) throw wrong(`body: a ${method} request has none`);
  const headers = headersOf(asked);
  if (!reads && method !== 'OPTIONS' && !headers.has('idempotency-key')) headers.set('idempotency-key', key);
  return {
    method,
    url,
    headers,
    body: typeof body === 'string' || body === undefined ? body : JSON.stringify(body),
  };
}

function headersOf({ headers: given, body }: Input): Headers {
  try {
    const headers = new Headers(given);
    if (!headers.has('user-agent')) headers.set('user-agent', 'ostinato');
    if (body !== undefined && typeof body !== 'string' && !headers.has('content-type'))
      headers.set('content-type', 'application/json');
    return headers;
  } catch (error) {
    throw wrong(`headers: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function wrong(detail: string): ToolError {
  return new ToolError({
    type: 'tool-input',
    title: 'The arguments do not fit the tool `http.request`',
    detail,
  });
}

async function resultOf(first: Exchange, asked: Input, response: Response): Promise<z.input<typeof output>> {
  const { status } = response;
  const fine = asked.expect?.includes(status) ?? status < 400;
  const read = await readBody(response, fine ? bodyCap : errorBodyCap);
  const decoded = decode(read, response.headers.get('content-type') ?? '');
  if (!fine) throw refused(first, response, decoded);
  if (!read.whole) throw tooLarge(first);
  return { status, headers: Object.fromEntries(response.headers), ...decoded };
}

/** Statuses that may be another one next time. */
function passes(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500;
}

function refused(first: Exchange, response: Response, { body, encoding }: Decoded): ToolError {
  const { status, headers } = response;
  const after = retryAfterMs(headers, Date.now());
  const words = encoding === undefined && body !== null ? toText(body).trim().slice(0, 500) : '';
  return new ToolError({
    type: `http.${status}`,
    title: `${placeOf(first)} answered ${`${status} ${response.statusText}`.trim()}`,
    status,
    ...(words !== '' && { detail: words }),
    data: { status, body },
    retryable: passes(status),
    ...(after !== undefined && { retryAfterMs: after }),
  });
}

function tooLarge(first: Exchange): ToolError {
  return new ToolError({
    type: 'output',
    title: `${placeOf(first)} answered with more than 1 MiB`,
    detail: 'Ask for less, or fetch it in a program that stores it.',
  });
}

function timedOut(first: Exchange, timeout: string): ToolError {
  return new ToolError({
    type: 'http.timeout',
    title: `${placeOf(first)} did not answer within ${timeout}`,
    retryable: true,
    doubt: true,
  });
}

/** Codes of a connection that was never there, so that nothing can have been sent. */
const neverSent =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_.*|CERT_.*|.*_CERT(IFICATE|_.*)?)$/;

/** @param answered something has come of it, and then the rest did not */
function notReached(first: Exchange, error: unknown, answered: boolean): ToolError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
  const message = cause instanceof Error ? cause.message : String(cause);
  return new ToolError({
    type: 'http.network',
    title: `${placeOf(first)} could not be reached: ${code ?? message}`,
    ...(message !== '' && { detail: message }),
    retryable: true,
    // What `fetch` itself refuses has no code.
    ...((answered || (code !== undefined && !neverSent.test(code))) && { doubt: true }),
  });
}

/** Without the query, which may hold what should not stand in a history. */
function placeOf({ method, url }: Exchange): string {
  return `${method} ${url.origin}${url.pathname}`;
}

function toText(body: Json): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}

/**
 * Reads bodies: media type, size, encoding, JSON. Owns what is refused before a route sees it; the fields are checked
 * by the schemas.
 */
import express, { type Request, type RequestHandler } from 'express';
import type { z } from 'zod';
import { exactFaults } from './exact-json.ts';
import { ApiError } from './problem.ts';
import { check, requestInvalid } from './schemas/check.ts';

const mebibyte = 1024 * 1024;
const yamlTypes = ['application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml'];

/** Puts the bytes of a definition into `request.body`; see `definitionText`. */
export const definitionBody = [requireType([...yamlTypes, 'application/json']), bytes(4 * mebibyte)];

/** Puts the bytes of a JSON body into `request.body`; see `jsonBody`. */
export const jsonBytes = [requireType(['application/json']), bytes(mebibyte)];

function bytes(limit: number): RequestHandler {
  return express.raw({ limit, type: () => true });
}

function requireType(types: readonly string[]): RequestHandler {
  return (request, _response, next) => {
    // Whether there has to be a body is for the route to judge.
    if (hasBody(request) && !request.is([...types])) {
      const sent = request.headers['content-type'] ?? 'none';
      throw new ApiError('media-type', `The content type is ${sent}; this path takes ${types.join(', ')}.`);
    }
    const charset = /charset\s*=\s*"?([^";\s]+)/i.exec(request.headers['content-type'] ?? '')?.[1];
    if (charset !== undefined && !/^(utf-?8|us-ascii)$/i.test(charset)) {
      throw new ApiError('media-type', `The body is said to be in ${charset}. Send it in UTF-8.`);
    }
    next();
  };
}

function hasBody({ headers }: Request): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** The text of a definition, byte for byte, and how it was sent. */
export function definitionText(request: Request): { text: string; format: 'yaml' | 'json' } {
  const text = bodyText(request);
  if (text === '') throw new ApiError('malformed', 'The body is empty. Send the text of a definition.');
  if (!request.is('application/json')) return { text, format: 'yaml' };
  parseJson(text);
  return { text, format: 'json' };
}

/** The body as JSON that fits `schema`. No body at all is `{}`. */
export function jsonBody<T>(request: Request, schema: z.ZodType<T>): T {
  const text = bodyText(request);
  const body = text === '' ? {} : parseJson(text);
  const faults = exactFaults(body);
  if (faults.length > 0) throw requestInvalid(faults);
  return check(schema, body);
}

function bodyText(request: Request): string {
  const body: unknown = request.body;
  if (!(body instanceof Uint8Array)) return '';
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    throw new ApiError('malformed', 'The body is not UTF-8. Save the file in UTF-8 and send it again.');
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ApiError('malformed', `The body is not JSON: ${error instanceof Error ? error.message : ''}.`);
  }
}

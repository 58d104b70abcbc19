/**
 * `/v1/runs/{runId}/artifacts`: what a run has left as files, listed and downloaded. Owns the headers of a download.
 *
 * AD1. A file is nobody's page: it is given as an attachment and shut in, whatever type it says it has.
 * AD2. A whole download is checked: of a damaged file the last bytes never come, and the connection is cut.
 */
import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import type { Request, RequestHandler, Response, Router } from 'express';
import type { ArtifactView, Orchestrator } from '../../client/orchestrator.ts';
import type { ArtifactItem } from '../../client/wire.ts';
import type { ByteRange } from '../../store/artifacts.ts';
import type { AppDeps } from '../context.ts';
import { artifactPath } from '../links.ts';
import { ApiError } from '../problem.ts';
import { createRouter, noParameters, param, resource } from '../resource.ts';
import { artifactsQuery } from '../schemas/artifacts.ts';
import { check, requestInvalid } from '../schemas/check.ts';

export function artifactRoutes(deps: AppDeps): Router {
  const router = createRouter();
  resource(router, '/v1/runs/:runId/artifacts', { get: [list(deps)] });
  resource(router, '/v1/runs/:runId/artifacts/:id', { get: [noParameters, download(deps)] });
  return router;
}

function list({ orchestrator }: AppDeps): RequestHandler {
  return async (request, response) => {
    const runId = param(request, 'runId');
    const { limit, cursor } = check(artifactsQuery, request.query);
    const all = await orchestrator.artifacts(runId);
    const start = cursor === undefined ? 0 : all.findIndex(({ id }) => id === cursor) + 1;
    if (cursor !== undefined && start === 0)
      throw requestInvalid([
        { path: 'cursor', message: 'is not a cursor of this run; begin again without it' },
      ]);
    const page = all.slice(start, start + limit);
    const artifacts: readonly ArtifactItem[] = page.map((artifact) => ({
      ...artifact,
      links: { self: artifactPath(runId, artifact.id) },
    }));
    const last = start + limit < all.length ? page.at(-1) : undefined;
    response.json(last ? { artifacts, cursor: last.id } : { artifacts });
  };
}

function download({ orchestrator, artifacts }: AppDeps): RequestHandler {
  return async (request, response) => {
    const artifact = await find(orchestrator, param(request, 'runId'), param(request, 'id'));
    if (isThere(request, artifact)) {
      setHeaders(response, headersOf(artifact));
      return void response.status(304).end();
    }
    const range = rangeOf(request, artifact);
    const bytes = await artifacts.read(artifact, range);
    // What is wrong with its beginning, or with all of a small file, can still be told.
    await once(bytes, 'readable');
    response.status(range ? 206 : 200);
    setHeaders(response, { ...headersOf(artifact), ...extentOf(artifact, range) });
    if (request.method === 'HEAD') {
      bytes.destroy();
      return void response.end();
    }
    await pipeline(bytes, response).catch((error: unknown) => {
      // Who asked has gone: nobody is to be told.
      if (!hasLeft(error)) throw error;
    });
  };
}

/** As they are: Express would add a charset to the type. */
function setHeaders(response: Response, headers: Record<string, string>): void {
  response.setHeaders(new Map(Object.entries(headers)));
}

function hasLeft(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}

function tagOf({ sha256 }: ArtifactView): string {
  return `"${sha256}"`;
}

function isThere({ headers }: Request, artifact: ArtifactView): boolean {
  const tags = headers['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  return tags.includes(tagOf(artifact)) || tags.includes('*');
}

function extentOf({ size }: ArtifactView, range: ByteRange | undefined): Record<string, string> {
  if (!range) return { 'content-length': String(size) };
  const { start, end } = range;
  return { 'content-length': String(end - start + 1), 'content-range': `bytes ${start}-${end}/${size}` };
}

async function find(orchestrator: Orchestrator, runId: string, id: string): Promise<ArtifactView> {
  const found = (await orchestrator.artifacts(runId)).find((artifact) => artifact.id === id);
  if (found) return found;
  const detail = `The run ${runId} has no artifact ${id}. GET /v1/runs/${runId}/artifacts lists what it has.`;
  throw new ApiError('artifact-unknown', detail);
}

/** AD1. */
function headersOf(artifact: ArtifactView): Record<string, string> {
  const { name, mime } = artifact;
  const plain = name.replaceAll(/[^\w.-]/g, '_');
  return {
    'content-type': mime,
    'content-disposition': `attachment; filename="${plain}"; filename*=UTF-8''${encoded(name)}`,
    'content-security-policy': "sandbox; default-src 'none'",
    etag: tagOf(artifact),
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-cache',
  };
}

/** RFC 8187. */
function encoded(name: string): string {
  return encodeURIComponent(name).replaceAll(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
}

/** One range; of several the whole file is given, as the protocol allows. */
function rangeOf(request: Request, artifact: ArtifactView): ByteRange | undefined {
  const condition = request.headers['if-range'];
  if (condition !== undefined && condition !== tagOf(artifact)) return undefined;
  const { size } = artifact;
  const ranges = request.range(size);
  if (ranges === -1) {
    const detail = `It has ${size} bytes, and ${request.headers.range} are none of them.`;
    throw new ApiError('range-unfit', detail, {}, { 'content-range': `bytes */${size}` });
  }
  if (ranges === undefined || ranges === -2 || ranges.type !== 'bytes') return undefined;
  return ranges.length === 1 ? ranges[0] : undefined;
}

/**
 * The one error handler: whatever is thrown in a handler becomes a problem. Owns the mapping of errors of the ports and
 * of Express; the table of problems is in `problem.ts`.
 */
import { randomUUID } from 'node:crypto';
import type { ErrorRequestHandler, Request } from 'express';
import { OrchestratorError } from '../client/orchestrator.ts';
import type { Logger } from '../log.ts';
import { ArtifactError } from '../store/artifacts.ts';
import { ApiError, sendProblem } from './problem.ts';
import { requestInvalid } from './schemas/check.ts';

export function errorHandler(logger: Logger): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  return (error: unknown, request, response, _next) => {
    const problem = toApiError(error) ?? internal(error, request, logger);
    if (response.headersSent) response.destroy();
    else sendProblem(response, problem);
  };
}

function internal(error: unknown, { method, path }: Request, logger: Logger): ApiError {
  const instance = `urn:uuid:${randomUUID()}`;
  logger.error({ err: error, instance, method, path }, 'a request failed');
  const detail = `Nothing is known about this. Look for ${instance} in the log of the server, and report it.`;
  return new ApiError('internal', detail, { instance });
}

function toApiError(error: unknown): ApiError | undefined {
  if (error instanceof ApiError) return error;
  if (error instanceof OrchestratorError) return fromOrchestrator(error);
  if (error instanceof ArtifactError) return new ApiError('artifact-lost', sentence(error.message));
  return fromExpress(error);
}

function sentence(message: string): string {
  return message.charAt(0).toUpperCase() + message.slice(1);
}

function fromOrchestrator(error: OrchestratorError): ApiError {
  switch (error.fault) {
    case 'answer-invalid':
      return new ApiError(error.fault, error.message, { errors: error.faults });
    case 'verb-invalid':
      return new ApiError('request-invalid', error.message);
    case 'cursor-invalid':
      return requestInvalid([{ path: 'cursor', message: error.message }]);
    case 'unavailable':
      return new ApiError(error.fault, error.message, {}, { 'retry-after': '5' });
    case 'run-unknown':
    case 'run-over':
    case 'run-conflict':
    case 'request-unknown':
    case 'request-answered':
    case 'request-ambiguous':
    case 'answer-conflict':
    case 'answer-forbidden':
    case 'node-unknown':
    case 'node-ambiguous':
    case 'node-unfit':
    case 'not-stepping':
      return new ApiError(error.fault, error.message);
  }
}

/** What the router and the body readers throw: errors with a status (`http-errors`). */
function fromExpress(error: unknown): ApiError | undefined {
  if (!(error instanceof Error && 'status' in error)) return undefined;
  switch (error.status) {
    case 400:
      return new ApiError(
        'malformed',
        `The request cannot be read: ${error.message}. Send it again as described in docs/api.md.`,
      );
    case 413:
      return new ApiError('too-large', tooLarge(error));
    case 415:
      return new ApiError(
        'media-type',
        `${error.message}. Send the body in UTF-8, plain or compressed with gzip.`,
      );
    default:
      return undefined;
  }
}

function tooLarge(error: Error): string {
  const limit = 'limit' in error && typeof error.limit === 'number' ? error.limit : undefined;
  const limitText = limit === undefined ? 'what is taken here' : `${limit / 1024 / 1024} MiB`;
  return `The body is larger than ${limitText}. Keep large values outside and name them by an address.`;
}

/**
 * Every error that the API answers with: the closed table of problems, and the error that carries one to the error
 * handler. RFC 9457. Does not own which port error becomes which problem (`errors.ts`).
 */
import type { Response } from 'express';
import type { Problem } from '../client/wire.ts';

export const problems = {
  malformed: [400, 'The request is not well formed'],
  'host-refused': [403, 'This server does not answer under that name'],
  'answer-forbidden': [403, 'This person may not answer the request'],
  'origin-refused': [403, 'Pages of other origins may not talk to this server'],
  'not-found': [404, 'There is nothing under this path'],
  'workflow-unknown': [404, 'No such workflow'],
  'run-unknown': [404, 'No such run'],
  'request-unknown': [404, 'The run has no such request'],
  'node-unknown': [404, 'The run has no such node that is still to end'],
  'value-unknown': [404, 'The run has no such value'],
  'artifact-unknown': [404, 'The run has no such artifact'],
  'method-not-allowed': [405, 'This path does not take that method'],
  'request-answered': [409, 'The request was answered before'],
  'request-ambiguous': [409, 'Several requests of the node are open'],
  'node-ambiguous': [409, 'Several nodes have that name'],
  'node-unfit': [409, 'The node is of a kind that cannot do this'],
  'not-stepping': [409, 'The run does not go step by step'],
  'run-over': [409, 'The run is over'],
  'run-conflict': [409, 'The idempotency key belongs to a run with another input'],
  'answer-conflict': [409, 'The idempotency key belongs to another answer'],
  'too-large': [413, 'The body is too large'],
  'media-type': [415, 'The body is of a media type that is not taken here'],
  'range-unfit': [416, 'The artifact has no such bytes'],
  'definition-invalid': [422, 'The definition has faults'],
  'request-invalid': [422, 'Something in the request does not fit'],
  'input-invalid': [422, 'The input does not fit the workflow'],
  'answer-invalid': [422, 'The answer does not fit the request'],
  internal: [500, 'Ostinato failed in a way it should not'],
  'artifact-lost': [503, 'The artifact is missing or damaged in the store'],
  unavailable: [503, 'Something that this needs is away'],
} as const satisfies Record<string, readonly [status: number, title: string]>;

export type ProblemName = keyof typeof problems;
type Extension = Pick<Problem, 'instance' | 'diagnostics' | 'errors'>;

/** Thrown by handlers, turned into the answer by the one error handler. */
export class ApiError extends Error {
  readonly problem: ProblemName;
  readonly extension: Extension;
  readonly headers: Readonly<Record<string, string>>;
  constructor(
    problem: ProblemName,
    detail: string,
    extension: Extension = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
    this.name = 'ApiError';
    this.problem = problem;
    this.extension = extension;
    this.headers = headers;
  }
}

export function sendProblem(response: Response, { problem, message, extension, headers }: ApiError): void {
  const [status, title] = problems[problem];
  const body: Problem = { type: `/problems/${problem}`, title, status, detail: message, ...extension };
  response.status(status).set(headers).type('application/problem+json').send(JSON.stringify(body));
}

/** How a call of the HTTP API fails. Owns the two errors and how a problem is read from an answer. */
import { isObject } from '../interpreter/json.ts';
import type { Problem } from './wire.ts';

/** The server refused; `problem` says what, where and what to do. */
export class ProblemError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(`${problem.title}: ${problem.detail}`);
    this.name = 'ProblemError';
    this.problem = problem;
  }
}

/** No answer came from the address. */
export class UnreachableError extends Error {
  readonly url: string;
  constructor(url: string, options?: ErrorOptions) {
    super(`No Ostinato server answers at ${url}`, options);
    this.name = 'UnreachableError';
    this.url = url;
  }
}

/** What an answer that is none of ours means; `text` is its body. */
export function problemOf(url: string, status: number, text: string): ProblemError {
  return new ProblemError(readProblem(text) ?? foreign(url, status, text));
}

/** Something else than Ostinato answered. */
export function isForeign({ type }: Problem): boolean {
  return type === foreignType;
}

const foreignType = 'about:blank';

function readProblem(text: string): Problem | undefined {
  const body = parse(text);
  if (!isObject(body)) return undefined;
  const { type, title, status, detail } = body;
  const whole =
    typeof type === 'string' &&
    typeof title === 'string' &&
    typeof status === 'number' &&
    typeof detail === 'string';
  // The optional fields are the contract of `wire.ts`.
  return whole ? (body as unknown as Problem) : undefined;
}

function foreign(url: string, status: number, text: string): Problem {
  return {
    type: foreignType,
    title: `An answer with status ${status} that is not of Ostinato`,
    status,
    detail: `Something else answers at ${url}: set OSTINATO_URL to the address of a server. It began: ${JSON.stringify(text.slice(0, 200))}`,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** How a command fails: which exit code, and what is said. Owns the mapping; the codes are in `exit-codes.ts`. */
import { isForeign, ProblemError, UnreachableError } from '../client/http-errors.ts';
import type { Problem } from '../client/wire.ts';
import type { Exit } from './exit-codes.ts';

/** A fault of who typed the command; the message says what to type. */
export class UsageError extends Error {
  readonly exit: 'usage' | 'not-found';
  constructor(message: string, exit: 'usage' | 'not-found' = 'usage', options?: ErrorOptions) {
    super(message, options);
    this.name = 'UsageError';
    this.exit = exit;
  }
}

export interface Failure {
  readonly exit: Exit;
  readonly message: string;
  /** For machines; what the server said, where it said something. */
  readonly problem: Problem;
}

export function failureOf(error: unknown): Failure {
  if (error instanceof ProblemError) {
    const { problem } = error;
    const exit = isForeign(problem) ? 'unreachable' : exitOfStatus(problem.status);
    return { exit, message: `${problem.title}. ${problem.detail}`, problem };
  }
  if (error instanceof UnreachableError) {
    const advice = 'Start one with `npm start`, or set OSTINATO_URL to the address of a server.';
    return failure('unreachable', `${error.message}. ${advice}`);
  }
  if (error instanceof UsageError) return failure(error.exit, error.message);
  if (error instanceof Error && error.name in exitOfName) {
    return failure(exitOfName[error.name] ?? 'internal', error.message);
  }
  return failure('internal', error instanceof Error ? (error.stack ?? error.message) : String(error));
}

/** Errors of rooms that a command loads only when it needs them, by name. */
const exitOfName: Readonly<Record<string, Exit>> = {
  ConfigError: 'usage',
  DataFolderError: 'conflict',
  DownloadError: 'unreachable',
  ListenError: 'conflict',
  LaunchError: 'unreachable',
  ToolModuleError: 'usage',
};

function exitOfStatus(status: number): Exit {
  switch (status) {
    case 404:
      return 'not-found';
    case 409:
      return 'conflict';
    case 503:
      return 'unreachable';
    default:
      return status < 500 ? 'usage' : 'internal';
  }
}

/** The command was typed wrongly, in the words of the parser of arguments. */
export function syntaxFailure(message: string): Failure {
  return failure('usage', `${message.replace(/^error: /, '')} Add --help for the options.`);
}

/** Faults that no server told have the same shape, with status 0. */
function failure(exit: Exit, message: string): Failure {
  return {
    exit,
    message,
    problem: { type: `cli/${exit}`, title: 'The command failed', status: 0, detail: message },
  };
}

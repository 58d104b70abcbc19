/**
 * The one shape of an error in a run: RFC 9457 plus `retryable`, and the closed list of types that Ostinato
 * itself raises. Tools and `fail` nodes add types of their own. Does not own HTTP errors or diagnostics.
 */
import { formatDuration } from './duration.ts';
import type { Json } from './json.ts';

export interface RunError {
  /** Stable word to filter by in `on: { error: [type] }`. Dots make families: `http.404` matches `http.*`. */
  readonly type: string;
  /** One plain sentence: what happened. */
  readonly title: string;
  readonly status?: number;
  /** What to do next, or what the other side said. */
  readonly detail?: string;
  /** Id of the node visit that failed: `path#visit`. Set by the core. */
  readonly instance?: string;
  /** Whether another attempt with the same inputs may succeed. */
  readonly retryable: boolean;
  /** Whether the work was done is not known (S36). */
  readonly doubt?: true;
  /** More for machines: schema faults, the exit code, the error of the other side. */
  readonly data?: Json;
}

/** Error types raised by Ostinato itself, with what each one means. The documentation table is made from this. */
export const errorTypes = {
  expression: 'An expression of the node, edge or scope could not be evaluated.',
  returns: 'A result does not fit the schema in `returns`.',
  timeout: "The visit took longer than the node's `timeout`.",
  'attempt-timeout': 'One attempt took longer than `retry.attemptTimeout`.',
  'worker-lost': 'The worker that executed the node stopped answering.',
  deadline: 'Nobody answered before the deadline and it names no default outcome.',
  'again-exhausted': 'An `again` edge matched but its rounds are used up.',
  'repeat-exhausted': 'The turns of a `repeat` are used up.',
  incomplete: 'What `complete` asks for cannot be reached any more.',
  quorum: 'No outcome can have enough answers any more, and `quorum` names no `otherwise`.',
  depth: 'Runs are nested deeper than `limits.depth`.',
  definition: 'A graph that was made while the run went on has faults; they stand in `data`.',
  'run-timeout': 'The run took longer than `limits.timeout`.',
  terminated: 'The run was terminated from outside.',
  cancelled: 'The work was cancelled.',
  exit: 'A program ended with an exit code other than 0.',
  signal: 'A program was ended by a signal.',
  spawn: 'A program could not be started.',
  sandbox: 'The sandbox that a program must run in is not there or could not be set up.',
  artifact: 'A file that a node declares as an artifact is not there, or cannot be taken.',
  'artifact-lost': 'An artifact is missing or damaged in the store.',
  mount: 'What is to be mounted is no artifact, or cannot be put where it should be.',
  input: 'What a node or a run would be given is larger than allowed, or does not fit its input schema.',
  'definition-unknown': 'No definition of that name and version is stored.',
  'definition-invalid': 'A stored definition cannot be run by these workers: it has faults.',
  output: 'A result is larger than allowed or is not the JSON it should be.',
  'tool-input': 'The arguments do not fit the input schema of the tool.',
  'tool-output': 'The result does not fit the output schema of the tool.',
  'tool-unknown': 'No worker knows this tool.',
  'tool-failed': 'A tool threw an error without a type of its own.',
  secret: 'A secret that the node names is not configured on the worker.',
  'model-key': 'The key of the model provider is not configured on the worker.',
  'model-refused': 'The model provider refused the request.',
  'model-unavailable': 'The model provider could not answer now.',
  'model-limit': 'The answer was cut off by a limit of the model.',
  turns: 'The agent used up its turns without an answer.',
  store: 'The store of large values could not be read or written.',
  thread: 'What an agent goes on from is no conversation.',
  internal: 'A part of Ostinato failed in a way it should not.',
} as const satisfies Record<string, string>;

/**
 * Failure of a call that was not begun, because a large value that it needs could not be fetched; `data.reference` says
 * which. Never an error of a run: the driver waits until the value is there, and begins the call again.
 */
export const valueLost = 'ostinato.value-lost';

/** Failure of what takes too long for the local lane. Never an error of a run: the driver begins an activity instead. */
export const tooSlow = 'ostinato.too-slow';

export type ErrorType = keyof typeof errorTypes;

/** `pattern` is a type, a family (`http.*`) or `*`. */
export function errorMatches(pattern: string, type: string): boolean {
  if (pattern === '*' || pattern === type) return true;
  return pattern.endsWith('.*') && type.startsWith(pattern.slice(0, -1));
}

/** With these alone nobody knows how far the work has come; with `store` it may be its result that cannot be kept. */
const doubtful: readonly ErrorType[] = ['worker-lost', 'attempt-timeout', 'store', 'internal'];

/** Whether it is not known that the work was not done. What a handler gives as its failure is certain, unless it says so. */
export function isInDoubt({ type, doubt }: RunError): boolean {
  return doubt === true || doubtful.some((other) => other === type);
}

/** A limit that was passed. Every timer belongs to a limit; without its ms, the sentence does not name them. */
export function timeoutError(type: 'timeout' | 'run-timeout', ms: number | undefined): RunError {
  const what = type === 'timeout' ? 'Not done' : 'The run was not done';
  const title = ms === undefined ? `${what} in time` : `${what} within ${formatDuration(ms)}`;
  return { type, title, retryable: false };
}

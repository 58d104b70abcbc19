/**
 * The keeper of global locks, as plain state: who holds and who waits, in the order of asking. Owns the rule who is
 * next; telling the runs is `locks.ts`.
 *
 * GL1. All names of a request are taken together, first come, first served for each name (S23): nobody holds a name
 *      that another holds, and nobody overtakes who asked for the same name before.
 * GL2. A request that was given back is not taken up again, however late a copy of it comes.
 */
import type { LockHolder, LockRequest } from './messages.ts';

export interface QueuesState {
  /** Holders and those who wait, in the order of asking. */
  requests: Entry[];
  /** Newest requests that were given back. */
  released: string[];
}
export interface Entry extends LockRequest {
  /** `granting`: it is its turn, and its run has not been told yet. */
  state: 'waiting' | 'granting' | 'held';
}

/** Copies of a request come within minutes. */
const remembered = 2_000;

export function createQueues(): QueuesState {
  return { requests: [], released: [] };
}

function nameOf({ execution, op }: LockHolder): string {
  return `${execution}/${op}`;
}

export function acquire(state: QueuesState, { runId, execution, op, names }: LockRequest): void {
  const name = nameOf({ runId, execution, op });
  if (state.released.includes(name) || state.requests.some((other) => nameOf(other) === name)) return;
  state.requests.push({ runId, execution, op, names, state: 'waiting' });
  grant(state);
}

export function release(state: QueuesState, holder: LockHolder): void {
  const name = nameOf(holder);
  state.requests = state.requests.filter((other) => nameOf(other) !== name);
  state.released.push(name);
  if (state.released.length > remembered) state.released.shift();
  grant(state);
}

function grant({ requests }: QueuesState): void {
  const taken = new Set<string>();
  for (const request of requests) {
    if (request.state === 'waiting' && !request.names.some((name) => taken.has(name)))
      request.state = 'granting';
    for (const name of request.names) taken.add(name);
  }
}

/** Whose runs have to be told. */
export function granting({ requests }: QueuesState): readonly Entry[] {
  return requests.filter(({ state }) => state === 'granting');
}

/** Holders that somebody waits for. */
export function blocking({ requests }: QueuesState): readonly Entry[] {
  const wanted = new Set(requests.flatMap(({ state, names }) => (state === 'waiting' ? names : [])));
  return requests.filter(({ state, names }) => state === 'held' && names.some((name) => wanted.has(name)));
}

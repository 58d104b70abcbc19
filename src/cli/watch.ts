/** Looks at a run again and again until there is nothing to wait for. Owns the pace and what counts as settled. */
import { setTimeout } from 'node:timers/promises';
import type { OstinatoClient } from '../client/http-client.ts';
import type { NodeView, RunView } from '../client/wire.ts';
import type { Exit } from './exit-codes.ts';
import { isOpen } from './print/run.ts';

const firstPauseMs = 100;
const longestPauseMs = 2_000;

interface WatchOptions {
  readonly seen?: (node: NodeView) => void;
  readonly stalled?: () => void;
  readonly patienceMs?: number;
}

/**
 * The run once it is over, or waits for a person and for nothing else. Calls `seen` for every state of a node that is
 * new, and `stalled` once where no worker is there to go on. With `patienceMs` it gives the run as it is when that time
 * has passed.
 */
export async function watch(
  client: OstinatoClient,
  runId: string,
  { seen, stalled, patienceMs = Infinity }: WatchOptions = {},
): Promise<RunView> {
  const last = Date.now() + patienceMs;
  const known = new Map<string, string>();
  let told = stalled === undefined;
  for (let pause = firstPauseMs; ; pause = Math.min(pause * 1.5, longestPauseMs)) {
    const run = await client.run(runId);
    const changed = run.nodes.filter((node) => isNew(known, node));
    if (seen) changed.forEach(seen);
    if (settled(run) || Date.now() >= last) return run;
    if (!told && run.workers === 0) {
      told = true;
      stalled?.();
    }
    if (changed.length > 0) pause = firstPauseMs;
    await setTimeout(pause);
  }
}

function settled(run: RunView): boolean {
  const asks = run.status === 'waiting' && run.requests.length > 0;
  return !isOpen(run) || run.status === 'paused' || asks;
}

function isNew(known: Map<string, string>, node: NodeView): boolean {
  if (node.visit === 0) return false;
  const id = `${node.path}#${node.visit}`;
  const state = `${node.status} ${node.attempts}`;
  const changed = known.get(id) !== state;
  known.set(id, state);
  return changed;
}

/** How a watched run ends a command. */
export function exitOf(run: RunView): Exit {
  switch (run.status) {
    case 'succeeded':
      return 'ok';
    case 'failed':
    case 'cancelled':
      return 'failed';
    case 'running':
    case 'paused':
    case 'waiting':
      return 'waiting';
  }
}

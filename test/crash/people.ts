/**
 * Those who answer and tell a run what it waits for, over the API, for as long as it lasts. Owns that each answer is
 * given once it was taken, and is never asked for again after that.
 */
import { setTimeout } from 'node:timers/promises';
import { createClient, type RunView } from '../../src/index.ts';
import { eventNames, outcomeOf } from './world.ts';

const eachMs = 1_000;
const ends: readonly RunView['status'][] = ['succeeded', 'failed', 'cancelled'];

/** Resolves when the run has ended. Rejects when an answer was lost, or `until` (ms since 1970) is over. */
export async function attend(url: string, runId: string, seed: number, until: number): Promise<void> {
  const api = createClient({ url });
  const taken = new Set<string>();
  for (let look = 0; Date.now() < until; look++) {
    await setTimeout(eachMs);
    const run = await reached(() => api.run(runId));
    if (!run) continue;
    if (ends.includes(run.status)) return;
    for (const { id, outcomes } of run.requests) {
      if (taken.has(id)) throw new Error(`${runId}: the answer to ${id} was taken and is lost`);
      const outcome = outcomeOf(id, outcomes, seed);
      const answer = {
        request: id,
        idempotencyKey: `${runId} ${id}`,
        ...(outcome !== undefined && { outcome }),
      };
      if (await reached(() => api.resume(runId, answer))) taken.add(id);
    }
    if (!run.waitingFor?.includes('event')) continue;
    for (const name of eventNames)
      await reached(() => api.send(runId, { id: `${look} ${name}`, name, data: name }));
  }
  throw new Error(`${runId}: the run has not ended`);
}

/** Whoever is not answered comes back; what was refused is looked at again. */
async function reached<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch {
    return undefined;
  }
}

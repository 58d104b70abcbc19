/**
 * Those who answer and tell a run what it waits for, over the API, for as long as it lasts. Owns that each answer is
 * given once it was taken, and is never asked for again after that.
 */
import { setTimeout } from 'node:timers/promises';
import { createClient, type RequestView, type ResumeOptions, type RunView } from '../../src/index.ts';
import { doneIn } from './traces.ts';
import { effectOf, eventNames, outcomeOf } from './world.ts';

const eachMs = 1_000;
const ends: readonly RunView['status'][] = ['succeeded', 'failed', 'cancelled'];

/**
 * Resolves when the run has ended. Rejects when an answer was lost, or `until` (ms since 1970) is over.
 * @param data where the work of the run leaves its lines
 */
export async function attend(
  { url, data }: { readonly url: string; readonly data: string },
  { runId, seed }: { readonly runId: string; readonly seed: number },
  until: number,
): Promise<void> {
  const api = createClient({ url });
  const taken = new Set<string>();
  for (let look = 0; Date.now() < until; look++) {
    await setTimeout(eachMs);
    const run = await reached(() => api.run(runId));
    if (!run) continue;
    if (ends.includes(run.status)) return;
    for (const request of run.requests) {
      // What is in doubt again is asked again.
      const question = `${request.id} of ${request.openedAt}`;
      if (taken.has(question)) throw new Error(`${runId}: the answer to ${question} was taken and is lost`);
      const answer = {
        request: request.id,
        idempotencyKey: `${runId} ${question}`,
        ...(request.doubt ? foundOut(request.doubt.key, seed, data) : saidTo(request, seed)),
      };
      if (await reached(() => api.resume(runId, answer))) taken.add(question);
    }
    if (!run.waitingFor?.includes('event')) continue;
    for (const name of eventNames)
      await reached(() => api.send(runId, { id: `${look} ${name}`, name, data: name }));
  }
  throw new Error(`${runId}: the run has not ended`);
}

type Said = Pick<ResumeOptions, 'outcome' | 'value'>;

function saidTo({ id, outcomes }: RequestView, seed: number): Said {
  const outcome = outcomeOf(id, outcomes, seed);
  return outcome === undefined ? {} : { outcome };
}

/** Whether it happened, by what it has left. A worker is lost when it was silent for so long that this is all there is. */
function foundOut(key: string, seed: number, data: string): Said {
  const { reply } = effectOf(key, seed, 'slow');
  const happened = doneIn(data).some((done) => done.key === key);
  return happened && 'result' in reply ? { outcome: 'happened', value: reply.result } : { outcome: 'again' };
}

/** Whoever is not answered comes back; what was refused is looked at again. */
async function reached<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch {
    return undefined;
  }
}

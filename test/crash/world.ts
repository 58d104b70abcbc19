/**
 * The world of the runs that are killed: work, events and answers, each decided by the seed of the graph and its own
 * name. Owns these decisions for tools and people, the same in memory and on the server; programs have theirs in their
 * environment.
 */
import type { Catalogue, ToolEntry } from '../../src/interpreter/catalogue.ts';
import type { RunError } from '../../src/interpreter/errors.ts';
import type { Json } from '../../src/interpreter/json.ts';
import { chance } from '../reference/lockstep.ts';
import { worldOf } from '../reference/world.ts';

/** Always an activity, and one that the local lane takes where it has room. */
export const toolNames = { slow: 'test.maybe', quick: 'test.quick' } as const;
export type Pace = keyof typeof toolNames;

const entry: Omit<ToolEntry, 'name' | 'quick'> = {
  description: 'Fails or not, as the seed says',
  input: { type: 'object' },
  output: { type: 'object' },
  effect: 'idempotent',
};

export const catalogue: Catalogue = {
  tools: [
    { ...entry, name: toolNames.slow, quick: false },
    { ...entry, name: toolNames.quick, quick: true },
  ],
  secrets: [],
};

export const eventNames = ['event0', 'event1'] as const;

/** The local lane gives an attempt 2 s. */
const longestMs: Readonly<Record<Pace, number>> = { slow: 2_500, quick: 300 };

export type Reply = { readonly result: Json } | { readonly error: RunError };
interface Effect {
  /** How long it takes. */
  readonly ms: number;
  readonly reply: Reply;
}

/** What a tool does under this idempotency key. It never says that it is in doubt: here work is really lost. */
export function effectOf(key: string, seed: number, pace: Pace): Effect {
  const op = key.slice(key.indexOf('/') + 1);
  const reply = worldOf(seed)(op, { kind: 'tool' });
  const ms = chance(seed, `${op} takes`) * longestMs[pace];
  if ('result' in reply) return { ms, reply };
  const { doubt: _, ...error } = reply.error;
  return { ms, reply: { error } };
}

/** The one answer that a request gets; `outcomes` of its node. */
export function outcomeOf(request: string, outcomes: readonly string[], seed: number): string | undefined {
  return outcomes[Math.floor(chance(seed, `${request} outcome`) * outcomes.length)];
}

/** A definition is named after its seed, a run after its definition, a key after its run. */
export function seedOf(key: string): number {
  return Number(/^crash-(\d+)-/.exec(key)?.[1]);
}

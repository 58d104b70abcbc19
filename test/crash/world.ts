/**
 * The world of the runs that are killed: one tool, events and answers, each decided by the seed of the graph and its
 * own name. Owns these decisions, the same in memory and on the server.
 */
import type { Catalogue } from '../../src/interpreter/catalogue.ts';
import type { RunError } from '../../src/interpreter/errors.ts';
import type { Json } from '../../src/interpreter/json.ts';
import { chance } from '../reference/lockstep.ts';
import { catalogue as worldCatalogue, worldOf } from '../reference/world.ts';

/** A slow tool is an activity: the fast lane has tests of its own. */
export const catalogue: Catalogue = {
  ...worldCatalogue,
  tools: worldCatalogue.tools.map((tool) => ({ ...tool, quick: false })),
};

export const eventNames = ['event0', 'event1'] as const;

const longestMs = 2_500;

interface Effect {
  /** How long it takes. */
  readonly ms: number;
  readonly reply: { readonly result: Json } | { readonly error: RunError };
}

/** What the tool does under this idempotency key. */
export function effectOf(key: string, seed: number): Effect {
  const op = key.slice(key.indexOf('/') + 1);
  return { ms: chance(seed, `${op} takes`) * longestMs, reply: worldOf(seed)(op, { kind: 'tool' }) };
}

/** The one answer that a request gets; `outcomes` of its node. */
export function outcomeOf(request: string, outcomes: readonly string[], seed: number): string | undefined {
  return outcomes[Math.floor(chance(seed, `${request} outcome`) * outcomes.length)];
}

/** A line `Done` for each time that the tool was really done. */
export const effectsFile = 'effects';
export interface Done {
  readonly key: string;
  readonly attempt: number;
  /** Ms since 1970. */
  readonly at: number;
}

/** A definition is named after its seed, a run after its definition, a key after its run. */
export function seedOf(key: string): number {
  return Number(/^crash-(\d+)-/.exec(key)?.[1]);
}

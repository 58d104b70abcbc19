/** How what happens reaches the core. Owns the shape; the time is put on by who feeds. */
import type { Event } from '../interpreter/sandbox.ts';

/** An event without its time, which is that of the workflow task. */
export type Unstamped = Event extends infer E ? (E extends Event ? Omit<E, 'at'> : never) : never;
export type Feed = (event: Unstamped) => void;

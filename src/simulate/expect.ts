/** What a test case expects of a simulated run, and how it differs from what was seen. Owns the shape and the words. */
import { z } from 'zod';
import type { Json } from '../interpreter/json.ts';
import { contains, diffLines, diffValues, equal } from './diff.ts';
import type { Outcome } from './simulate.ts';

const value = z.custom<Json>((given) => given !== undefined);
const lines = z.array(z.string());

export const expectation = z.strictObject({
  /** Default `succeeded`. */
  status: z.enum(['succeeded', 'failed', 'cancelled', 'waiting']).optional(),
  /** The whole output. */
  output: value.optional(),
  /** Its type, or a part of it. */
  error: z.union([z.string(), z.record(z.string(), value)]).optional(),
  /** All visits that ended, in the order of their ends. */
  trace: lines.optional(),
  /** Visits that must have ended in this order; others may lie between. `name` alone means `name#1 succeeded`, `block/name` means `block#1/name#1 succeeded`. */
  path: lines.optional(),
  /** How often nodes ran; skipped does not count. */
  visits: z.record(z.string(), z.int().min(0)).optional(),
  /** Ids of the open requests. */
  requests: lines.optional(),
  /** A part of each event that was sent, in order. */
  emitted: z.array(z.record(z.string(), value)).optional(),
});
export type Expectation = z.infer<typeof expectation>;

/** One for each thing that differs; empty = as expected. */
export interface Difference {
  readonly what: string;
  readonly lines: readonly string[];
}

export function compare(expected: Expectation, seen: Outcome): readonly Difference[] {
  const status = compareStatus(expected, seen);
  return [
    ...(status ? [status] : []),
    ...compareOutput(expected, seen),
    ...compareError(expected, seen),
    ...compareLists(expected, seen),
    ...comparePath(expected, seen),
    ...compareVisits(expected, seen),
    ...compareEmitted(expected, seen),
  ];
}

function compareStatus({ status = 'succeeded' }: Expectation, seen: Outcome): Difference | undefined {
  if (status === seen.status) return undefined;
  const { error, requests, awaited, halted } = seen;
  const why = [
    ...(error ? [`${error.instance ?? 'run'}: ${error.type}: ${error.title}`] : []),
    ...(error?.detail === undefined ? [] : [error.detail]),
    ...requests.map(({ id, prompt }) => `${id} asks: ${prompt}`),
    ...awaited.map((name) => `an event ${name} is awaited`),
    ...(halted ? ['it halts until it is told to go on'] : []),
  ];
  return { what: 'status', lines: [`- ${status}`, `+ ${seen.status}`, ...why.map((line) => `    ${line}`)] };
}

function compareOutput({ output }: Expectation, seen: Outcome): readonly Difference[] {
  if (output === undefined || equal(output, seen.output)) return [];
  return [{ what: 'output', lines: diffValues(output, seen.output) }];
}

function compareError({ error }: Expectation, seen: Outcome): readonly Difference[] {
  if (error === undefined) return [];
  const wanted: Json = typeof error === 'string' ? { type: error } : error;
  // An error is JSON.
  const found = seen.error as unknown as Json | undefined;
  if (contains(found, wanted)) return [];
  return [{ what: 'error', lines: diffValues(wanted, found) }];
}

function compareLists({ trace, requests }: Expectation, seen: Outcome): readonly Difference[] {
  const ids = seen.requests.map(({ id }) => id);
  return [
    ...(trace && !equal(trace, seen.trace) ? [{ what: 'trace', lines: diffLines(trace, seen.trace) }] : []),
    ...(requests && !equal(requests, ids) ? [{ what: 'requests', lines: diffLines(requests, ids) }] : []),
  ];
}

function comparePath({ path }: Expectation, seen: Outcome): readonly Difference[] {
  if (!path) return [];
  const wanted = path.map((step) => (step.includes(' ') ? step : `${named(step)} succeeded`));
  let at = -1;
  for (const [index, step] of wanted.entries()) {
    const found = seen.trace.findIndex((line, place) => place > at && matches(line, step));
    if (found < 0) {
      const before = index === 0 ? '' : ` after \`${wanted[index - 1]}\``;
      const told = `no \`${step}\`${before}`;
      return [{ what: 'path', lines: [told, ...diffLines(wanted, seen.trace)] }];
    }
    at = found;
  }
  return [];
}

/** The first visit, also of what is around it: `car/compensate` → `car#1/compensate#1`. */
function named(step: string): string {
  return step.replaceAll(/[^/]+/g, (part) => (/#\d+(?:\[\d+\])?$/.test(part) ? part : `${part}#1`));
}

/** An outcome need not be named. */
function matches(line: string, step: string): boolean {
  return line === step || line.startsWith(`${step}:`);
}

function compareVisits({ visits = {} }: Expectation, seen: Outcome): readonly Difference[] {
  const wrong = Object.entries(visits).filter(([node, count]) => (seen.visits[node] ?? 0) !== count);
  if (wrong.length === 0) return [];
  const told = wrong.flatMap(([node, count]) => [
    `- ${node}: ${count}`,
    `+ ${node}: ${seen.visits[node] ?? 0}`,
  ]);
  return [{ what: 'visits', lines: told }];
}

function compareEmitted({ emitted }: Expectation, seen: Outcome): readonly Difference[] {
  if (!emitted) return [];
  // Events are JSON.
  const events = seen.emitted as unknown as readonly Json[];
  const fits = emitted.length === events.length && emitted.every((part, at) => contains(events[at], part));
  return fits ? [] : [{ what: 'emitted', lines: diffValues(emitted, events) }];
}

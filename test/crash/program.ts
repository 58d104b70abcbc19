/**
 * The one program of all graphs, made to be left behind: it starts another one in a session of its own that would outlive
 * everything, takes its time, leaves its line in DATA/effects, and ends as its environment says. Owns its text and its
 * environment; a shell is used because many of them run side by side.
 */
import type { RunCall } from '../../src/interpreter/call.ts';
import type { Json } from '../../src/interpreter/json.ts';
import { chance } from '../reference/lockstep.ts';
import { worldOf } from '../reference/world.ts';
import type { Reply } from './world.ts';

/** In the folder of programs. */
export const programName = './effect';

const longestSeconds = 2;

/** What the node of this name does at each of its visits. */
export function programEnv(node: string, seed: number): Readonly<Record<string, string>> {
  const reply = worldOf(seed)(node, { kind: 'run' });
  return {
    TAKES: (chance(seed, `${node} takes`) * longestSeconds).toFixed(3),
    ...('result' in reply ? { GIVES: JSON.stringify(reply.result), ENDS: '0' } : { GIVES: '', ENDS: '1' }),
  };
}

/** What the run is given of it. */
export function programReply({ GIVES = '', ENDS = '' }: RunCall['env']): Reply {
  if (ENDS !== '0') return { error: { type: 'exit', title: 'By chance', retryable: true } };
  return { result: { exit: 0, stdout: GIVES, stderr: '', data: JSON.parse(GIVES) as Json } };
}

/** Whole seconds are good enough: what is done again comes many seconds later. */
export function programText(data: string): string {
  return `#!/bin/sh
note() { printf '{"pid":%s,"started":"%s"}\\n' "$1" "$(cut -d' ' -f22 "/proc/$1/stat" 2>/dev/null)" >> '${data}/processes'; }
setsid sleep 3600 </dev/null >/dev/null 2>&1 &
note $$
note $!
sleep "$TAKES"
printf '{"key":"%s","doer":"program","at":%s000}\\n' "$OSTINATO_IDEMPOTENCY_KEY" "$(date +%s)" >> '${data}/effects'
printf %s "$GIVES"
exit "$ENDS"
`;
}

/**
 * Where a run stands, in a few words: for search attributes, for Temporal's Web UI and for the api. Owns the summary;
 * reads the state and nothing else.
 */
import type { Plan, ScopePlan } from '../plan.ts';
import type { RunState } from './state.ts';

/** `waiting`: nothing is under way and something waits (settled 6). */
export type OpenStatus = 'running' | 'waiting';
export type WaitingFor = 'human' | 'timer';

export function openStatus(state: RunState): OpenStatus {
  return state.slots === 0 && waitingFor(state).length > 0 ? 'waiting' : 'running';
}

export function waitingFor(state: RunState): readonly WaitingFor[] {
  const kinds: WaitingFor[] = [];
  for (const _ in state.requests) {
    kinds.push('human');
    break;
  }
  if (state.waits > 0) kinds.push('timer');
  return kinds;
}

const maxLines = 10;

/** Markdown for the current details of the run in Temporal's Web UI: at most about 5 KB. */
export function describeRun(plan: Plan, state: RunState): string {
  const lines = [`**${plan.title ?? plan.name}**: ${state.ended} visits ended, ${state.slots} under way`];
  const running = Object.keys(state.ops).filter((op) => state.ops[op]?.is === 'call');
  if (running.length > 0) lines.push('', '**Running**', ...list(running));
  const requests = Object.entries(state.requests).map(([id, { prompt }]) => `\`${id}\` ${short(prompt)}`);
  if (requests.length > 0)
    lines.push('', '**Waits for an answer**', ...list(requests), '', howToAnswer(plan, state));
  const refused = state.refused.at(-1);
  if (refused) lines.push('', `Last refused answer: ${short(refused.title)}`);
  return lines.join('\n');
}

function list(entries: readonly string[]): string[] {
  const shown = entries.slice(0, maxLines).map((entry) => `- ${entry}`);
  return entries.length > maxLines ? [...shown, `- … and ${entries.length - maxLines} more`] : shown;
}

function howToAnswer(plan: Plan, state: RunState): string {
  const [id] = Object.keys(state.requests);
  const outcome = firstOutcome(plan.scope, id ?? '');
  const answer = JSON.stringify({ request: id, ...(outcome !== undefined && { outcome }) });
  return `Answer with the update or the signal \`resume\`: \`${answer}\``;
}

function firstOutcome(scope: ScopePlan, id: string): string | undefined {
  const [path = ''] = id.slice(id.lastIndexOf('/') + 1).split('#');
  for (const node of scope.nodes) {
    if (node.kind === 'human' && node.name === path) return node.outcomes[0];
    const inner = node.kind === 'do' ? firstOutcome(node.scope, id) : undefined;
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function short(text: string): string {
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}

/**
 * Where a run stands, in a few words: for search attributes, for Temporal's Web UI and for the api. Owns the summary;
 * reads the state and nothing else.
 */
import type { HumanNode, Plan, ScopePlan } from '../plan.ts';
import type { Operation, RunState } from './state.ts';

/** `waiting`: nothing is under way and something waits (settled 6); what was put off is under way. */
export type OpenStatus = 'running' | 'waiting' | 'paused';
export type WaitingFor = 'human' | 'event' | 'timer' | 'lock' | 'pause';

export function openStatus(state: RunState): OpenStatus {
  if (state.halt) return 'paused';
  return state.busy === 0 && state.agenda.length === 0 && waitingFor(state).length > 0
    ? 'waiting'
    : 'running';
}

export function waitingFor(state: RunState): readonly WaitingFor[] {
  const kinds: WaitingFor[] = [];
  for (const _ in state.requests) {
    kinds.push('human');
    break;
  }
  if (state.events.receivers.length > 0) kinds.push('event');
  if (state.waits > 0) kinds.push('timer');
  if (state.locks.waiting.length > 0) kinds.push('lock');
  if (state.halt) kinds.push('pause');
  return kinds;
}

const maxLines = 10;

/** Markdown for the current details of the run in Temporal's Web UI: at most about 5 KB. */
export function describeRun(plan: Plan, state: RunState): string {
  const lines = [`**${plan.title ?? plan.name}**: ${state.ended} visits ended, ${state.slots} under way`];
  if (state.halt) lines.push('', state.halt.mode === 'paused' ? '**Paused**' : '**Goes step by step**');
  const running = operations(state, 'call');
  if (running.length > 0) lines.push('', '**Running**', ...list(running));
  const waits = operations(state, 'wait').map((op) => op.replace(/\/wait$/, ''));
  if (waits.length > 0) lines.push('', '**Waits for its time**', ...list(waits));
  const events = state.events.receivers.flatMap(({ wants }) =>
    wants.map(({ name, key }) =>
      key === undefined ? `\`${name}\`` : `\`${name}\` with key \`${short(key)}\``,
    ),
  );
  if (events.length > 0) lines.push('', '**Waits for an event**', ...list(events));
  const locks = state.locks.waiting.map(({ id, names }) => `\`${id}\`: ${short(names.join(', '))}`);
  if (locks.length > 0) lines.push('', '**Waits for a lock**', ...list(locks));
  const requests = Object.entries(state.requests).map(([id, { prompt }]) => `\`${id}\` ${short(prompt)}`);
  if (requests.length > 0)
    lines.push('', '**Waits for an answer**', ...list(requests), '', howToAnswer(plan, state));
  const refused = state.refused.at(-1);
  if (refused) lines.push('', `Last refused answer: ${short(refused.title)}`);
  return lines.join('\n');
}

function operations(state: RunState, is: Operation['is']): string[] {
  return Object.keys(state.ops).filter((op) => state.ops[op]?.is === is);
}

function list(entries: readonly string[]): string[] {
  const shown = entries.slice(0, maxLines).map((entry) => `- ${entry}`);
  return entries.length > maxLines ? [...shown, `- … and ${entries.length - maxLines} more`] : shown;
}

function howToAnswer(plan: Plan, state: RunState): string {
  const [id] = Object.keys(state.requests);
  const asked = personsNode(plan.scope, (id ?? '').split('/'));
  const outcome = state.requests[id ?? '']?.doubt ? 'happened' : asked?.outcomes[0];
  const answer = JSON.stringify({
    request: id,
    ...(outcome !== undefined && { outcome }),
    ...((asked?.quorum ?? asked?.notSubmitter) && { by: '…' }),
  });
  return `Answer with the update or the signal \`resume\`: \`${answer}\``;
}

function personsNode(scope: ScopePlan, [visit = '', ...inner]: readonly string[]): HumanNode | undefined {
  const node = scope.nodes.find(({ name }) => name === visit.split('#')[0]);
  if (node?.kind === 'do' || node?.kind === 'map' || node?.kind === 'repeat')
    return personsNode(node.scope, inner);
  return node?.kind === 'human' ? node : undefined;
}

function short(text: string): string {
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}

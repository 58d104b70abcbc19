/**
 * Calls of a tool or of a model that may be called only so often by all workers together: they wait in a task queue of
 * their own, from which Temporal hands out that many. Owns which calls these are.
 */
import { type CallCommand, isObject } from '../interpreter/sandbox.ts';
import { limitQueue } from './messages.ts';

/**
 * The queue of a call that has a limit.
 * @param usual the run's own
 * @param limited what has limits
 */
export function limitedQueue(
  call: Pick<CallCommand, 'activity' | 'input' | 'queue'>,
  usual: string,
  limited: readonly string[] = [],
): string | undefined {
  if (limited.length === 0) return undefined;
  const subject = subjectOf(call);
  if (subject === undefined || !limited.includes(subject)) return undefined;
  return limitQueue(call.queue ?? usual, subject);
}

function subjectOf({ activity, input }: Pick<CallCommand, 'activity' | 'input'>): string | undefined {
  if (activity.startsWith('tool.')) return `tool:${activity.slice('tool.'.length)}`;
  const model = activity === 'agent.turn' && isObject(input) ? input['model'] : undefined;
  if (!isObject(model)) return undefined;
  const { provider, name } = model;
  return typeof provider === 'string' && typeof name === 'string' ? `model:${provider}/${name}` : undefined;
}

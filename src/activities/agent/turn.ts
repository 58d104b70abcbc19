/**
 * The activity `agent.turn`: one call of a model. Owns the order: load the conversation, ask, append, answer. The loop
 * of an agent is the core's.
 */
import type { TurnCall, TurnReply } from '../../interpreter/call.ts';
import type { Attempt } from '../attempt.ts';
import type { ActivityDeps } from '../deps.ts';
import { findTool } from '../tools/call.ts';
import { withFiles } from './files.ts';
import { modelFor } from './models.ts';
import { appendToThread, loadThread } from './thread.ts';

export type TurnDeps = Pick<ActivityDeps, 'models' | 'tools' | 'blobs' | 'artifacts'>;

export async function takeTurn(call: TurnCall, attempt: Attempt, deps: TurnDeps): Promise<TurnReply> {
  const model = modelFor(call.model, deps.models);
  const tools = call.tools.map((name) => findTool(deps.tools, name).entry);
  const earlier = await loadThread(deps.blobs, call.thread);
  const { message, ...reply } = await model({
    model: call.model.name,
    instructions: call.instructions,
    temperature: call.temperature,
    tools: tools.sort((a, b) => (a.name < b.name ? -1 : 1)),
    returns: call.returns,
    conversation: await withFiles([...earlier, ...call.append], deps.artifacts),
    signal: attempt.signal,
  });
  const thread = await appendToThread(deps.blobs, call.thread, [...call.append, message]);
  return { thread, text: message.text, calls: message.calls, ...reply };
}

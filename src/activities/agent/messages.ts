/**
 * The dialect of Anthropic's messages. Owns the translation of a question and its answer; what errors mean is
 * `refusal.ts`.
 *
 * An answer that must fit a schema comes as the call of one more tool, `_answer`, whose input has that schema. It works
 * with every model and every schema: the provider's own structured output knows a part of JSON Schema only, and to force
 * the call is refused together with thinking. A model that writes its answer as text is understood, too.
 */
import { Anthropic, APIError } from '@anthropic-ai/sdk';
import type {
  ContentBlockParam,
  Message as Reply,
  MessageParam,
  Tool as WireTool,
  ToolResultBlockParam,
} from '@anthropic-ai/sdk/resources/messages';
import type { TurnReply } from '../../interpreter/call.ts';
import type { Json } from '../../interpreter/json.ts';
import {
  type Answer,
  type Ask,
  type Model,
  openCalls,
  resultText,
  type Said,
  type ShownFile,
} from './conversation.ts';
import { headOf } from './files.ts';
import { type Provider, refusal, unreadable, withCause } from './refusal.ts';
import { answerText, calledTool, unwrap, wireName, wireSchema, type WireSchema } from './wire.ts';

export interface MessagesServer extends Provider {
  readonly key: string;
  readonly baseUrl: string;
  readonly fetch: typeof fetch;
}

/** The API wants a number. All current models allow it, and it stays below where the SDK insists on streaming. */
const maxTokens = 16_384;
/** No name of a tool begins with `_`. */
const answerTool = '_answer';

export function messagesModel(server: MessagesServer): Model {
  const client = new Anthropic({
    apiKey: server.key,
    baseURL: server.baseUrl,
    // Temporal is the only one that tries again.
    maxRetries: 0,
    logLevel: 'off',
    fetch: server.fetch,
  });
  return async (ask) => {
    const reply = await client.messages
      .create(bodyOf(ask), { signal: ask.signal })
      .catch((error: unknown) => {
        throw error instanceof APIError
          ? refusal(faultOf(error), server, Date.now())
          : unreadable(error, server);
      });
    if (!isMessage(reply)) throw unreadable(reply, server);
    return answerOf(reply, ask);
  };
}

function bodyOf(ask: Ask) {
  const schema = answerSchema(ask);
  const tools = toolsOf(ask, schema);
  const words =
    schema && `When you know the answer, give it by calling the tool \`${answerTool}\`, and only so.`;
  const system = [ask.instructions, words].filter((text) => text !== undefined).join('\n\n');
  return {
    model: ask.model,
    max_tokens: maxTokens,
    messages: messagesOf(ask.conversation),
    ...(system !== '' && { system }),
    ...(tools.length > 0 && { tools }),
    // A loop with tools comes back with the same beginning; a single question would pay for a cache in vain.
    ...(ask.tools.length > 0 && { cache_control: { type: 'ephemeral' as const } }),
    // Older models only: newer ones refuse it, in the provider's own words.
    ...(ask.temperature !== undefined && { temperature: ask.temperature }),
  };
}

function answerSchema({ returns }: Ask): WireSchema | undefined {
  return returns === undefined || returns === true ? undefined : wireSchema(returns);
}

function toolsOf({ tools }: Ask, schema: WireSchema | undefined): WireTool[] {
  const offered = tools.map(({ name, description, input }) => ({
    name: wireName(name),
    description,
    input_schema: inputSchema(wireSchema(input)),
  }));
  if (schema === undefined) return offered;
  const description = 'Takes your final answer. Call it once, when you are done.';
  return [...offered, { name: answerTool, description, input_schema: inputSchema(schema) }];
}

/** Its top is an object by construction. */
function inputSchema({ schema }: WireSchema): WireTool['input_schema'] {
  return { ...schema, type: 'object' };
}

/** Turns alternate: what follows an answer goes into one message, results of tools first. */
function messagesOf(conversation: readonly Said[]): MessageParam[] {
  const messages: MessageParam[] = [];
  let content: ContentBlockParam[] = [];
  conversation.forEach((message, index) => {
    switch (message.role) {
      case 'user':
        content.push({ type: 'text', text: message.text }, ...(message.shown ?? []).flatMap(partsOf));
        break;
      case 'tool':
        content.push(resultOf(message));
        break;
      case 'assistant': {
        if (content.length > 0) messages.push({ role: 'user', content });
        const said = contentOf(message);
        messages.push({ role: 'assistant', content: said });
        const ids = said.flatMap((block) => (block.type === 'tool_use' ? [block.id] : []));
        content = openCalls(ids, conversation.slice(index + 1)).map(unanswered);
      }
    }
  });
  if (content.length > 0) messages.push({ role: 'user', content });
  return messages;
}

function partsOf(file: ShownFile): ContentBlockParam[] {
  if ('text' in file) return [{ type: 'text', text: `${headOf(file)}\n\n${file.text}` }];
  return [
    { type: 'text', text: headOf(file) },
    { type: 'image', source: { type: 'base64', media_type: file.mime, data: file.base64 } },
  ];
}

function resultOf({ callId, result, failed }: Extract<Said, { role: 'tool' }>): ToolResultBlockParam {
  return {
    type: 'tool_result',
    tool_use_id: callId,
    content: resultText(result),
    ...(failed && { is_error: true }),
  };
}

function unanswered(id: string): ToolResultBlockParam {
  return { type: 'tool_result', tool_use_id: id, content: 'Noted.' };
}

function contentOf(message: Extract<Said, { role: 'assistant' }>): ContentBlockParam[] {
  // Stored as this dialect's server sent it.
  if (message.dialect === 'messages') return message.raw as unknown as ContentBlockParam[];
  return [
    ...(message.text === '' ? [] : [{ type: 'text', text: message.text } as const]),
    ...message.calls.map(
      ({ id, tool, input }) => ({ type: 'tool_use', id, name: wireName(tool), input }) as const,
    ),
  ];
}

/** Proxies have been seen to answer 200 with a page or an error. */
function isMessage(reply: Partial<Reply> | null): reply is Reply {
  return Array.isArray(reply?.content) && typeof reply.usage === 'object' && reply.usage !== null;
}

function answerOf(reply: Reply, ask: Ask): Answer {
  const schema = answerSchema(ask);
  const uses = reply.content.filter((block) => block.type === 'tool_use');
  const calls = uses
    .filter(({ name }) => name !== answerTool)
    // What the SDK parsed from JSON is JSON.
    .map(({ id, name, input }) => calledTool(id, name, input as Json, ask.tools));
  const given = schema && uses.find(({ name }) => name === answerTool);
  const said = reply.content.map((block) => (block.type === 'text' ? block.text : '')).join('');
  const text = given ? JSON.stringify(unwrap(given.input as Json, schema)) : answerText(said, schema);
  return {
    message: { role: 'assistant', dialect: 'messages', text, calls, raw: reply.content as unknown as Json },
    finish: finishOf(reply, calls.length > 0),
    usage: usageOf(reply),
    model: reply.model,
  };
}

function finishOf({ stop_reason }: Reply, calls: boolean): TurnReply['finish'] {
  if (stop_reason === 'max_tokens' || stop_reason === 'model_context_window_exceeded') return 'length';
  if (stop_reason === 'refusal') return 'refused';
  return calls ? 'tools' : 'stop';
}

/** `input_tokens` leaves out what was read from and written to the cache. */
function usageOf({ usage }: Reply): TurnReply['usage'] {
  const { input_tokens, output_tokens, cache_creation_input_tokens, cache_read_input_tokens } = usage;
  const inputTokens = input_tokens + (cache_creation_input_tokens ?? 0) + (cache_read_input_tokens ?? 0);
  return { inputTokens, outputTokens: output_tokens };
}

function faultOf({ status, headers, message, type, apiMessage, cause }: APIError) {
  return { status, headers, code: type ?? undefined, message: withCause(apiMessage ?? message, cause) };
}

/**
 * The dialect of OpenAI's chat completions, spoken by compatible servers too. Owns the translation of a question and
 * its answer; what errors mean is `refusal.ts`.
 */
import { APIError, OpenAI } from 'openai';
import type {
  ChatCompletion,
  ChatCompletionContentPart,
  ChatCompletionCreateParamsNonStreaming,
  ChatCompletionMessage,
  ChatCompletionMessageParam,
  ChatCompletionTool,
} from 'openai/resources/chat/completions';
import type { TurnReply } from '../../interpreter/call.ts';
import type { Json } from '../../interpreter/json.ts';
import { parseJson } from '../json-text.ts';
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
import { type Provider, type ProviderFault, refusal, unreadable, withCause } from './refusal.ts';
import { answerText, calledTool, inWords, isStrict, wireName, wireSchema, type WireSchema } from './wire.ts';

export interface ChatServer extends Provider {
  readonly baseUrl: string;
  /** OpenAI itself: takes a schema for certain. Other servers are also told it in words. */
  readonly own: boolean;
  readonly fetch: typeof fetch;
}

export function chatModel(server: ChatServer): Model {
  const client = new OpenAI({
    // The SDK insists on a key; a server that gets none gets no header either.
    apiKey: server.key ?? 'none',
    ...(server.key === undefined && { defaultHeaders: { Authorization: null } }),
    // Never what else stands in the environment.
    adminAPIKey: null,
    organization: null,
    project: null,
    baseURL: server.baseUrl,
    // Temporal is the only one that tries again.
    maxRetries: 0,
    logLevel: 'off',
    fetch: server.fetch,
  });
  const create = (body: ChatCompletionCreateParamsNonStreaming, signal: AbortSignal) =>
    client.chat.completions.create(body, { signal });
  return async (ask) => {
    const completion = await createOrFallBack(create, ask, server).catch((error: unknown) => {
      throw error instanceof APIError
        ? refusal(faultOf(error), server, Date.now())
        : unreadable(error, server);
    });
    return answerOf(completion, ask, server);
  };
}

type Create = (body: ChatCompletionCreateParamsNonStreaming, signal: AbortSignal) => Promise<ChatCompletion>;

/** A compatible server that does not know `response_format` refuses the request: then the words alone must do. */
async function createOrFallBack(create: Create, ask: Ask, server: ChatServer): Promise<ChatCompletion> {
  const schema = answerSchema(ask);
  const body = bodyOf(ask, schema, server);
  if (schema === undefined) return create(body, ask.signal);
  try {
    return await create({ ...body, response_format: formatOf(schema) }, ask.signal);
  } catch (error) {
    const unknown =
      error instanceof APIError &&
      (error.status === 400 || error.status === 422) &&
      /response_format|json_schema/i.test(error.message);
    if (server.own || !unknown) throw error;
    return create(body, ask.signal);
  }
}

function bodyOf(
  ask: Ask,
  schema: WireSchema | undefined,
  { own }: ChatServer,
): ChatCompletionCreateParamsNonStreaming {
  const words = schema === undefined || own ? undefined : inWords(schema.schema);
  const system = [ask.instructions, words].filter((text) => text !== undefined).join('\n\n');
  return {
    model: ask.model,
    messages: [
      ...(system === '' ? [] : [{ role: 'system', content: system } as const]),
      ...messagesOf(ask.conversation),
    ],
    ...(ask.temperature !== undefined && { temperature: ask.temperature }),
    ...(ask.tools.length > 0 && { tools: toolsOf(ask) }),
  };
}

function answerSchema({ returns }: Ask): WireSchema | undefined {
  return returns === undefined || returns === true ? undefined : wireSchema(returns);
}

function formatOf({
  schema,
}: WireSchema): NonNullable<ChatCompletionCreateParamsNonStreaming['response_format']> {
  // A copy: the SDK's type is mutable.
  return {
    type: 'json_schema',
    json_schema: { name: 'answer', schema: { ...schema }, strict: isStrict(schema) },
  };
}

function toolsOf({ tools }: Ask): ChatCompletionTool[] {
  return tools.map(({ name, description, input }) => ({
    type: 'function',
    function: { name: wireName(name), description, parameters: { ...wireSchema(input).schema } },
  }));
}

function messagesOf(conversation: readonly Said[]): ChatCompletionMessageParam[] {
  return conversation.flatMap((message, index): ChatCompletionMessageParam[] => {
    switch (message.role) {
      case 'user':
        return [{ role: 'user', content: userContent(message) }];
      case 'tool':
        return [{ role: 'tool', tool_call_id: message.callId, content: resultText(message.result) }];
      case 'assistant': {
        const ids = message.calls.map(({ id }) => id);
        const open = openCalls(ids, conversation.slice(index + 1));
        return [assistantOf(message), ...open.map(unanswered)];
      }
    }
  });
}

function userContent({ text, shown = [] }: Extract<Said, { role: 'user' }>) {
  if (shown.length === 0) return text;
  return [{ type: 'text' as const, text }, ...shown.flatMap(partsOf)];
}

function partsOf(file: ShownFile): ChatCompletionContentPart[] {
  if ('text' in file) return [{ type: 'text', text: `${headOf(file)}\n\n${file.text}` }];
  const url = `data:${file.mime};base64,${file.base64}`;
  return [
    { type: 'text', text: headOf(file) },
    { type: 'image_url', image_url: { url } },
  ];
}

function unanswered(id: string): ChatCompletionMessageParam {
  return { role: 'tool', tool_call_id: id, content: 'This call was not executed.' };
}

function assistantOf(message: Extract<Said, { role: 'assistant' }>): ChatCompletionMessageParam {
  // Stored as this dialect's server sent it.
  if (message.dialect === 'chat') return message.raw as unknown as ChatCompletionMessage;
  const calls = message.calls.map(({ id, tool, input }) => ({
    id,
    type: 'function' as const,
    function: { name: wireName(tool), arguments: JSON.stringify(input) },
  }));
  return { role: 'assistant', content: message.text, ...(calls.length > 0 && { tool_calls: calls }) };
}

function answerOf(completion: ChatCompletion, ask: Ask, server: ChatServer): Answer {
  // Compatible servers have been seen to answer 200 with an error, or with nothing.
  const [choice] = (completion as Partial<ChatCompletion> | null)?.choices ?? [];
  if ((choice as Partial<ChatCompletion.Choice> | undefined)?.message === undefined || choice === undefined)
    throw unreadable(completion, server);
  const message = withIds(choice.message, ask.conversation.length);
  const calls = callsOf(message, ask);
  const text = message.refusal ?? answerText(message.content ?? '', answerSchema(ask));
  return {
    message: { role: 'assistant', dialect: 'chat', text, calls, raw: message as unknown as Json },
    finish: finishOf(choice, calls.length > 0),
    usage: {
      inputTokens: completion.usage?.prompt_tokens ?? 0,
      outputTokens: completion.usage?.completion_tokens ?? 0,
    },
    model: completion.model,
  };
}

/** Some servers leave the ids of calls empty; results could not be told apart. */
function withIds(message: ChatCompletionMessage, turn: number): ChatCompletionMessage {
  if (!message.tool_calls?.some(({ id }) => !id)) return message;
  const calls = message.tool_calls.map((call, index) => ({
    ...call,
    id: call.id || `call_${turn}_${index}`,
  }));
  return { ...message, tool_calls: calls };
}

function callsOf(message: ChatCompletionMessage, { tools }: Ask): TurnReply['calls'] {
  return (message.tool_calls ?? []).flatMap((call) => {
    if (call.type !== 'function') return [];
    const { name, arguments: text } = call.function;
    // Arguments that are no JSON go on as text: the tool's schema refuses them in words the model can use.
    const input = text.trim() === '' ? {} : (parseJson(text)?.value ?? text);
    return [calledTool(call.id, name, input, tools)];
  });
}

function finishOf({ finish_reason, message }: ChatCompletion.Choice, calls: boolean): TurnReply['finish'] {
  if (finish_reason === 'length') return 'length';
  if (finish_reason === 'content_filter' || typeof message.refusal === 'string') return 'refused';
  return calls ? 'tools' : 'stop';
}

function faultOf(error: APIError): ProviderFault {
  const { status, headers, code, message, cause } = error;
  return { status, headers, code: code ?? undefined, message: withCause(message, cause) };
}

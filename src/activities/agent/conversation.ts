/**
 * What is said between an agent and a model, in no provider's words. Owns the shapes; `chat.ts` and `messages.ts` are
 * the two dialects that providers speak.
 */
import type { ToolEntry } from '../../interpreter/catalogue.ts';
import type { ThreadMessage, TurnReply } from '../../interpreter/call.ts';
import type { Json, JsonSchema } from '../../interpreter/json.ts';

/** `chat`: OpenAI chat completions and compatible servers; `messages`: Anthropic. */
export type Dialect = 'chat' | 'messages';

export interface AssistantMessage {
  readonly role: 'assistant';
  readonly dialect: Dialect;
  readonly text: string;
  readonly calls: TurnReply['calls'];
  /** As the provider sent it: goes back unchanged, with ids, reasoning and signatures. */
  readonly raw: Json;
}
export type Message = ThreadMessage | AssistantMessage;

/** A file as a model is shown it. */
export type ShownFile =
  | { readonly path: string; readonly text: string }
  | {
      readonly path: string;
      readonly mime: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp';
      readonly base64: string;
    };
interface UserMessage {
  readonly role: 'user';
  readonly text: string;
  readonly shown?: readonly ShownFile[];
}
/** A message as it is said, with what its files hold. */
export type Said = UserMessage | Exclude<Message, { readonly role: 'user' }>;

/** One question to a model. */
export interface Ask {
  readonly model: string;
  readonly instructions: string | undefined;
  readonly temperature: number | undefined;
  /** Sorted by name: providers cache by the bytes of the beginning, and tools come first. */
  readonly tools: readonly ToolEntry[];
  readonly returns: JsonSchema | undefined;
  readonly conversation: readonly Said[];
  readonly signal: AbortSignal;
}

export interface Answer {
  readonly message: AssistantMessage;
  readonly finish: TurnReply['finish'];
  readonly usage: TurnReply['usage'];
  /** Model that answered. */
  readonly model: string;
}

/** Rejects with a `CallError`, or with whatever an aborted signal leads to. */
export type Model = (ask: Ask) => Promise<Answer>;

/** Calls of the assistant that nobody answered: providers refuse a conversation that leaves one open. */
export function openCalls(ids: readonly string[], following: readonly Said[]): string[] {
  const end = following.findIndex(({ role }) => role === 'assistant');
  const answers = end === -1 ? following : following.slice(0, end);
  const answered = new Set(answers.map((message) => (message.role === 'tool' ? message.callId : undefined)));
  return ids.filter((id) => !answered.has(id));
}

/** Texts as they are, anything else as JSON. */
export function resultText(result: Json): string {
  return typeof result === 'string' ? result : JSON.stringify(result);
}

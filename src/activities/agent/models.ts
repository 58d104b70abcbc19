/**
 * From the model that a node names to who answers. Owns the choice of the dialect, and where keys go.
 *
 * K1. A key is sent to the address that the worker's configuration names, and nowhere else: a definition that names
 *     another address gets no key there.
 */
import type { ModelRef } from '../../interpreter/plan.ts';
import { lasting } from '../call-error.ts';
import { chatModel } from './chat.ts';
import type { Model } from './conversation.ts';
import { messagesModel } from './messages.ts';

/** Named as in the configuration. */
export interface ModelSettings {
  readonly openaiKey?: string;
  readonly anthropicKey?: string;
  /** With its `/v1`. */
  readonly openaiBaseUrl?: string;
  readonly anthropicBaseUrl?: string;
  /** Default: the global one. */
  readonly fetch?: typeof fetch;
}

const openaiUrl = 'https://api.openai.com/v1';
const anthropicUrl = 'https://api.anthropic.com';

/** Throws an error of the type `model-key` when the worker has no key for it. */
export function modelFor(ref: ModelRef, settings: ModelSettings): Model {
  switch (ref.provider) {
    case 'openai':
      return openai(ref, settings);
    case 'anthropic':
      return anthropic(ref, settings);
    case 'compatible':
      return compatible(ref, settings);
  }
}

function openai(ref: ModelRef, settings: ModelSettings): Model {
  const configured = settings.openaiBaseUrl ?? openaiUrl;
  const provider = { title: 'OpenAI', keyVariable: 'OPENAI_API_KEY' };
  const baseUrl = ownAddress(ref, configured, 'OPENAI_BASE_URL');
  const key = keyOf(settings.openaiKey, provider);
  return chatModel({ ...provider, key, baseUrl, own: configured === openaiUrl, fetch: fetchOf(settings) });
}

function anthropic(ref: ModelRef, settings: ModelSettings): Model {
  const provider = { title: 'Anthropic', keyVariable: 'ANTHROPIC_API_KEY' };
  const baseUrl = ownAddress(ref, settings.anthropicBaseUrl ?? anthropicUrl, 'ANTHROPIC_BASE_URL');
  return messagesModel({
    ...provider,
    key: keyOf(settings.anthropicKey, provider),
    baseUrl,
    fetch: fetchOf(settings),
  });
}

function compatible({ name, baseUrl = '' }: ModelRef, settings: ModelSettings): Model {
  const configured = settings.openaiBaseUrl;
  const address = baseUrl || configured;
  if (address === undefined)
    throw lasting('model-refused', `The model compatible/${name} has no address`, {
      detail: 'Give the agent a `baseUrl`, or set OPENAI_BASE_URL on the worker.',
    });
  const key = configured !== undefined && sameServer(address, configured) ? settings.openaiKey : undefined;
  const title = URL.parse(address)?.host ?? address;
  return chatModel({
    title,
    keyVariable: 'OPENAI_API_KEY',
    key,
    baseUrl: address,
    own: false,
    fetch: fetchOf(settings),
  });
}

/** K1: with a provider of its own name, another address would have to get the key. */
function ownAddress({ baseUrl, provider, name }: ModelRef, configured: string, variable: string): string {
  if (baseUrl === undefined || sameServer(baseUrl, configured)) return baseUrl ?? configured;
  throw lasting('model-key', `The key for ${provider} is not sent to ${baseUrl}`, {
    detail: `Set ${variable} on the worker, or write \`compatible/${name}\` to ask that server without a key.`,
  });
}

function keyOf(
  key: string | undefined,
  { title, keyVariable }: { title: string; keyVariable: string },
): string {
  if (key !== undefined && key !== '') return key;
  throw lasting('model-key', `No key for ${title} is configured on this worker`, {
    detail: `Set ${keyVariable} and start the worker again.`,
  });
}

function sameServer(one: string, other: string): boolean {
  const origin = URL.parse(one)?.origin;
  return origin !== undefined && origin === URL.parse(other)?.origin;
}

function fetchOf(settings: ModelSettings): typeof fetch {
  return settings.fetch ?? fetch;
}

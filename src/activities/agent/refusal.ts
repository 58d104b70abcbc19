/**
 * What an error of a model provider means for the run: the one table for all providers. Owns types, whether another
 * attempt may help, and the way out that the reader is told.
 */
import { CallError, lasting, passing } from '../call-error.ts';
import { retryAfterMs } from '../retry-after.ts';

/** The part of the SDKs' errors that is read; both are made by the same generator. */
export interface ProviderFault {
  /** Undefined when there was no response. */
  readonly status: number | undefined;
  readonly headers: Headers | undefined;
  readonly code: string | undefined;
  readonly message: string;
}

export interface Provider {
  /** For people: `OpenAI`, `Anthropic`, or the address of a compatible server. */
  readonly title: string;
  /** Environment variable that holds its key. */
  readonly keyVariable: string;
  readonly key: string | undefined;
}

export function refusal(fault: ProviderFault, provider: Provider, now: number): CallError {
  const { status, headers } = fault;
  const detail = withoutKey(fault.message, provider.key);
  if (isTooLong(fault))
    return lasting('model-limit', `The conversation is too long for the model of ${provider.title}`, {
      detail,
      ...(status !== undefined && { status }),
    });
  const passes = mayPass(fault);
  return new CallError(
    {
      type: passes ? 'model-unavailable' : 'model-refused',
      title: titleOf(fault, provider),
      ...(status !== undefined && { status }),
      detail: passes ? detail : `${detail}${wayOut(fault, provider)}`,
      retryable: passes,
    },
    passes && headers !== undefined ? retryAfterMs(headers, now) : undefined,
  );
}

/** An answer that is no message of the protocol: a proxy's page, half of a body. The next one may be whole. */
export function unreadable(answer: unknown, { title, key }: Provider): CallError {
  const words = answer instanceof Error ? withCause(answer.message, answer.cause) : JSON.stringify(answer);
  return passing('model-unavailable', `${title} answered with something that is no message`, {
    detail: withoutKey(words, key).slice(0, 500),
  });
}

/** The message of a broken connection hides the reason one or two causes below. */
export function withCause(message: string, cause: unknown): string {
  if (!(cause instanceof Error)) return message;
  const inner = cause.cause instanceof Error ? cause.cause : cause;
  return `${message} (${'code' in inner ? String(inner.code) : inner.message})`;
}

/** The provider's own word counts more than any rule about statuses. */
function mayPass({ status, headers, code, message }: ProviderFault): boolean {
  const told = headers?.get('x-should-retry');
  if (told === 'true' || told === 'false') return told === 'true';
  if (code === 'insufficient_quota') return false;
  if (status === undefined || status >= 500) return true;
  if (status === 400) return /grammar compilation timed out/i.test(message);
  return status === 408 || status === 409 || status === 429;
}

function isTooLong({ status, code, message }: ProviderFault): boolean {
  if (code === 'context_length_exceeded' || status === 413) return true;
  return status === 400 && /prompt is too long|maximum context length|context window/i.test(message);
}

function titleOf({ status }: ProviderFault, { title }: Provider): string {
  return status === undefined ? `${title} could not be reached` : `${title} answered ${status}`;
}

function wayOut({ status, code }: ProviderFault, { keyVariable }: Provider): string {
  if (code === 'insufficient_quota') return '\nThe account has no credit left: mend that with the provider.';
  if (status === 401 || status === 403) return `\nCheck ${keyVariable} of the worker.`;
  return status === 404 ? '\nCheck the name of the model and the address of the server.' : '';
}

/** A server may say back what it was sent. */
function withoutKey(message: string, key: string | undefined): string {
  return key === undefined || key === '' ? message : message.replaceAll(key, '…');
}

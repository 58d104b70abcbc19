/** What fakes and turns become as replies of calls. Owns their shapes, by the contract in `call.ts`. */
import type { Artifact } from '../interpreter/artifact.ts';
import type { RunCall, RunReply, TurnCall, TurnReply } from '../interpreter/call.ts';
import type { RunError } from '../interpreter/errors.ts';
import { isObject, type Json } from '../interpreter/json.ts';
import type { Reply } from './run.ts';
import type { Fake, FakeError, Turn } from './script.ts';

/** A fake that says only how long it takes leaves the value to be made up. */
export function given<T>(
  fake: Fake | undefined,
  shape: (value: Json) => Json,
  otherwise: () => Reply | T,
): Reply | T {
  if (!fake) return otherwise();
  const { output, error, suspend, after } = fake;
  const time = after === undefined ? {} : { afterMs: after };
  if (error !== undefined) return { error: errorOf(error), ...time };
  // A handler's wish to suspend its node goes as it is (S25); the shape is JSON.
  if (suspend) return { result: { $suspend: suspend } as unknown as Json, ...time };
  return output === undefined ? { ...otherwise(), ...time } : { result: shape(output), ...time };
}

function errorOf(error: FakeError): RunError {
  if (typeof error === 'string')
    return { type: error, title: `Failed as scripted: ${error}`, retryable: true };
  const {
    type,
    title = `Failed as scripted: ${type}`,
    retryable = true,
    detail,
    status,
    doubt,
    data,
  } = error;
  return {
    type,
    title,
    retryable,
    ...(detail !== undefined && { detail }),
    ...(status !== undefined && { status }),
    ...(doubt && { doubt }),
    ...(data !== undefined && { data }),
  };
}

/** `data` and `stdout` follow from each other, as with a program that prints JSON; files that it declares are there. */
export function programReply(output: Json, call: RunCall): Json {
  const parts: Partial<RunReply> = isObject(output)
    ? output
    : { stdout: typeof output === 'string' ? output : '' };
  const stdout = parts.stdout ?? (parts.data === undefined ? '' : JSON.stringify(parts.data));
  const data = parts.data ?? parsed(stdout);
  const artifacts = call.artifacts && { artifacts: filesOf(call.artifacts) };
  return { exit: 0, stderr: '', ...artifacts, ...parts, stdout, ...(data !== undefined && { data }) };
}

/** Empty ones. */
function filesOf(declared: NonNullable<RunCall['artifacts']>): Readonly<Record<string, Artifact>> {
  return Object.fromEntries(
    Object.entries(declared).map(([label, file], index) => {
      const { path, kind = 'binary', mime = 'application/octet-stream' } = file;
      const name = path.split('/').at(-1) ?? '';
      const id = `a-${String(index).padStart(20, '0')}`;
      return [label, { id, name, kind, mime, size: 0, sha256: hashOfNothing }];
    }),
  );
}

const hashOfNothing = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

function parsed(text: string): Json | undefined {
  try {
    // What JSON.parse gives is Json.
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** A text is said as it is, also where a value is wanted; a value as JSON. */
export function turnReply(call: TurnCall, turn: Turn): Reply {
  if (typeof turn === 'string') return { result: answer(call, turn) };
  const { text, value, calls = [], error, after } = turn;
  const time = after === undefined ? {} : { afterMs: after };
  if (error !== undefined) return { error: errorOf(error), ...time };
  const asked = calls.map(({ tool, input = {} }, index) => ({ id: `${call.key}.${index}`, tool, input }));
  const words = text ?? (value === undefined ? '' : wordsOf(call, value));
  return { result: answer(call, words, asked), ...time };
}

/** The value as a model says it in one turn. */
export function said(call: TurnCall, value: Json): Json {
  return answer(call, wordsOf(call, value));
}

function wordsOf({ returns }: TurnCall, value: Json): string {
  return typeof value === 'string' && returns === undefined ? value : JSON.stringify(value);
}

function answer(call: TurnCall, text: string, calls: TurnReply['calls'] = []): Json {
  const reply: TurnReply = {
    thread: call.key,
    text,
    calls,
    finish: calls.length > 0 ? 'tools' : 'stop',
    usage: { inputTokens: 0, outputTokens: 0 },
    model: call.model.name,
  };
  // JSON by construction.
  return reply as unknown as Json;
}

export function noFake(id: string): RunError {
  return {
    type: 'no-fake',
    title: `No value could be made up for ${id}`,
    detail: 'Its schema asks for more than can be guessed. Give it a fake: `fakes: { name: { output: … } }`.',
    retryable: false,
  };
}

/**
 * Results that are kept over runs (`cache`). Owns under what a call's result is kept, and what is not kept: a handler
 * that suspends itself has no result yet.
 */
import { asArtifact } from '../../interpreter/artifact.ts';
import type { CacheCall, Kept, RunCall, ToolCall } from '../../interpreter/call.ts';
import { isObject, type Json } from '../../interpreter/json.ts';
import type { CachePlace } from '../../store/cache.ts';
import type { Attempt } from '../attempt.ts';
import type { ActivityDeps } from '../deps.ts';

export type KeepDeps = Pick<ActivityDeps, 'cache'>;

/** The reply is `Kept` where the call has `cache`; else that of `work`. */
export async function kept(
  call: RunCall | ToolCall,
  attempt: Attempt,
  { cache }: KeepDeps,
  work: () => Promise<Json>,
): Promise<Json | Kept> {
  if (!call.cache) return work();
  const { node, ttlMs } = call.cache;
  const place: CachePlace = { node, key: call.cache.key ?? inputsOf(call) };
  const found = await cache.get(place);
  if (found) return { hit: true, result: found.value };
  const result = await work();
  if (!suspends(result)) {
    await cache.put(place, { value: result, ...(ttlMs !== undefined && { ttlMs }), from: fromOf(attempt) });
  }
  return { hit: false, result };
}

/** All that the work depends on but its definition. */
function inputsOf(call: RunCall | ToolCall): Json {
  if (call.kind === 'tool') return { tool: call.tool, input: call.input };
  const { argv, env, stdin = null, cwd = null, mount } = call;
  return { argv, env, stdin, cwd, ...(mount && { mount: bytesOf(mount) }) };
}

/** Of artifacts what is in them: the same bytes from another run are the same input. */
function bytesOf(mount: NonNullable<RunCall['mount']>): Json {
  const hashes = Object.entries(mount).map(([path, value]) => [path, asArtifact(value)?.sha256 ?? value]);
  return Object.fromEntries(hashes) as Json;
}

function suspends(result: Json): boolean {
  if (!isObject(result)) return false;
  return '$suspend' in result || (isObject(result['data']) && '$suspend' in result['data']);
}

function fromOf({ workflow, node }: Attempt): { workflow: string; node: string } {
  return { workflow, node: nameOf(node) };
}

/** `blk#1/ask#2` → `ask`; what follows the visit of an agent (`/cache`) is no node. */
function nameOf(id: string): string {
  const visits = id.split('/').filter((part) => part.includes('#'));
  return (visits.at(-1) ?? id).split('#')[0] ?? id;
}

/** The activity `cache.get`: `{ hit: true, value }` or `{ hit: false }`. */
export async function getKept({ node, of }: CacheCall, { cache }: KeepDeps): Promise<Json> {
  const found = await cache.get({ node, key: of });
  return found ? { hit: true, value: found.value } : { hit: false };
}

/** The activity `cache.put`. */
export async function putKept(
  { node, of, ttlMs }: CacheCall,
  value: Json,
  attempt: Attempt,
  { cache }: KeepDeps,
): Promise<null> {
  await cache.put({ node, key: of }, { value, ...(ttlMs !== undefined && { ttlMs }), from: fromOf(attempt) });
  return null;
}

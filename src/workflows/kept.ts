/** Opens the replies of calls whose results are kept (`cache`). Owns nothing else; used by the driver and by the fold. */
import { isObject, type Json } from '../interpreter/sandbox.ts';

/** `input` is the call, `reply` what the activity gave. */
export function opened(input: Json, reply: Json): { readonly hit: boolean; readonly result: Json } {
  if (!isObject(input) || input['cache'] === undefined) return { hit: false, result: reply };
  const { hit, result } = isObject(reply) ? reply : {};
  return { hit: hit === true, result: result ?? null };
}

/** What a call of a tool does to the world, by its arguments (settled 20). */
import { isObject, type Json } from '../json.ts';
import type { AgentTool, Effect } from '../plan.ts';

export function effectOf(tool: AgentTool, input: Json): Effect {
  if (typeof tool.effect === 'string') return tool.effect;
  const { field, values, absent, otherwise } = tool.effect;
  const value = isObject(input) ? input[field] : undefined;
  if (value === undefined) return absent;
  return (typeof value === 'string' ? values[value.toUpperCase()] : undefined) ?? otherwise;
}

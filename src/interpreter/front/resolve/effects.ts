/** What a tool does to the world, as far as the text tells (settled 20). Owns the choice by a literal field. */
import type { ToolEntry } from '../../catalogue.ts';
import { isObject, type Json } from '../../json.ts';
import type { Effect, EffectRule } from '../../plan.ts';

/** The node's own word, else the catalogue's; a field that is not literal may be anything, hence `once`. */
export function effectOf(
  entry: ToolEntry | undefined,
  input: Json | undefined,
  own: Effect | undefined,
): Effect {
  return own ?? (entry ? byRule(entry.effect, input) : 'once');
}

function byRule(rule: EffectRule, input: Json | undefined): Effect {
  if (typeof rule === 'string') return rule;
  const given = isObject(input) && Object.hasOwn(input, rule.field) ? input[rule.field] : undefined;
  if (given === undefined) return typeof input === 'string' ? 'once' : rule.absent;
  if (typeof given === 'string' && given.includes('${')) return 'once';
  const key = typeof given === 'string' ? given.toUpperCase() : '';
  return Object.hasOwn(rule.values, key) ? (rule.values[key] ?? rule.otherwise) : rule.otherwise;
}

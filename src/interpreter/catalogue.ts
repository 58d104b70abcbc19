/**
 * What the workers offer, as far as a definition can be checked against it. Owns the shape; the activities
 * room fills it (`activities/catalogue.ts`) and the composition root passes it in.
 */
import type { JsonSchema } from './json.ts';
import type { EffectRule } from './plan.ts';

export interface Catalogue {
  readonly tools: readonly ToolEntry[];
  /** Names that `secrets` may use. Never values. */
  readonly secrets: readonly string[];
  /** Model used where neither the node nor `defaults` names one: `openai/NAME`, … */
  readonly defaultModel?: string;
}

export interface ToolEntry {
  readonly name: string;
  /** A word with a dot in it that definitions may write as the kind of a node; its value is the input. */
  readonly kind?: string;
  readonly description: string;
  readonly input: JsonSchema;
  readonly output?: JsonSchema;
  /** Fixed, or chosen by a field of the input when that field is written literally (HTTP methods). */
  readonly effect: EffectRule;
  /** Under about a second and side-effect-free enough for the local lane. */
  readonly quick: boolean;
}

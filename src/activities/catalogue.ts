/**
 * What a worker offers, as definitions are checked against it. Owns the making of the catalogue; its shape is the
 * interpreter's.
 */
import type { Catalogue } from '../interpreter/catalogue.ts';
import type { ToolRegistry } from './tools/registry.ts';

/** `secrets` are names, never values; `defaultModel` is `provider/name`. */
export function toCatalogue(
  tools: ToolRegistry,
  secrets: readonly string[],
  defaultModel: string | undefined,
): Catalogue {
  return {
    tools: tools.all.map(({ entry }) => entry),
    secrets: [...secrets].sort(),
    ...(defaultModel !== undefined && { defaultModel }),
  };
}

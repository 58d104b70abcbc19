/**
 * What is known of a node before the run: the outcomes it can have and the schema of its output. Owns the reading of
 * both off the document.
 */
import type { Catalogue } from '../../catalogue.ts';
import type { JsonSchema } from '../../json.ts';
import { isObject } from '../../json.ts';
import type { DocumentOf, NodeDocument } from '../document/kinds.ts';

export function outcomesOf(document: NodeDocument): readonly string[] {
  if (document.kind === 'human') return document.outcomes ?? [];
  if (document.kind === 'receive') return eventsOf(document);
  return document.kind === 'switch' ? Object.keys(document.switch) : [];
}

/** With `any` the name of the event is the outcome. */
function eventsOf({ receive }: DocumentOf<'receive'>): readonly string[] {
  if (typeof receive === 'string') return [];
  return receive.any.map((awaited) => (typeof awaited === 'string' ? awaited : awaited.event));
}

/** `undefined` = nothing is known. */
export function outputSchemaOf(document: NodeDocument, catalogue: Catalogue): JsonSchema | undefined {
  switch (document.kind) {
    case 'agent':
      return document.returns ?? { type: 'string' };
    case 'run':
      return runSchema(document);
    case 'tool':
      return document.returns ?? catalogue.tools.find((tool) => tool.name === document.tool)?.output;
    case 'human':
      return document.form;
    case 'let':
      return keysOnly(Object.keys(document.let));
    case 'set':
      return keysOnly(Object.keys(document.set));
    case 'do':
      return isObject(document.output) ? keysOnly(Object.keys(document.output)) : undefined;
    case 'workflow':
      return document.detach === true ? { type: 'string' } : document.returns;
    case 'receive':
      return document.returns;
    case 'map':
      return { type: 'array' };
    case 'repeat':
    case 'emit':
    case 'plan':
    case 'define':
    case 'cancel':
    case 'switch':
    case 'wait':
    case 'end':
    case 'fail':
    case 'broken':
      return undefined;
  }
}

function runSchema(document: DocumentOf<'run'>): JsonSchema {
  const text = { type: 'string' };
  const properties = {
    exit: { type: 'integer' },
    stdout: text,
    stderr: text,
    data: document.returns ?? true,
  };
  return { type: 'object', properties, additionalProperties: false };
}

function keysOnly(keys: readonly string[]): JsonSchema {
  return {
    type: 'object',
    properties: Object.fromEntries(keys.map((key) => [key, true])),
    additionalProperties: false,
  };
}

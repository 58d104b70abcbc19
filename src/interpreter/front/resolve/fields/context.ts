/** What the reading of fields is given, and the small steps that all kinds share. */
import type { Catalogue } from '../../../catalogue.ts';
import type { Json } from '../../../json.ts';
import type { Allowed, Template } from '../../../plan.ts';
import type { Document } from '../../document/definition.ts';
import type { NodeModel } from '../../model.ts';
import type { Path } from '../../path.ts';
import { reader, type Reader, type Sight } from '../reader.ts';

export interface FieldContext {
  readonly node: NodeModel;
  readonly sight: Sight;
  readonly catalogue: Catalogue;
  readonly defaults: NonNullable<Document['defaults']>;
  /** The bounds around; what is made further inside has them too. */
  readonly within: Allowed | undefined;
}

type Keys = readonly (string | number)[];

export function at({ node }: FieldContext, ...keys: Keys): Path {
  return [...node.path, ...keys];
}

/** Reads the node's own texts. */
export function ownReader({ node, sight }: FieldContext): Reader {
  return reader(sight, node.reads);
}

export function read(value: Json, context: FieldContext, ...keys: Keys): Template {
  return ownReader(context).template(value, at(context, ...keys));
}

export function pairs(values: Readonly<Record<string, Json>>, key: string, context: FieldContext) {
  return Object.entries(values).map(([name, value]) => [name, read(value, context, key, name)] as const);
}

export function list(values: readonly string[], context: FieldContext, ...keys: Keys): Template[] {
  return values.map((value, index) => read(value, context, ...keys, index));
}

/** Files that nodes leave and are given. Owns the way from their keys to the plan, and whether a value can be a file. */
import { resultSchema } from '../../../expression/index.ts';
import { isObject, type JsonSchema } from '../../../json.ts';
import type { RunNode, Template } from '../../../plan.ts';
import type { DocumentOf } from '../../document/kinds.ts';
import { typesFor } from '../reader.ts';
import { at, type FieldContext, read } from './context.ts';

export function artifactFiles(
  artifacts: NonNullable<DocumentOf<'run'>['artifacts']>,
  context: FieldContext,
): NonNullable<RunNode['artifacts']> {
  return Object.entries(artifacts).map(([name, file]) => {
    if (typeof file === 'string') return [name, { path: read(file, context, 'artifacts', name) }];
    const { path, kind, mime, optional } = file;
    return [
      name,
      {
        path: read(path, context, 'artifacts', name, 'path'),
        ...(kind !== undefined && { kind }),
        ...(mime !== undefined && { mime }),
        ...(optional === true && { optional }),
      },
    ];
  });
}

export function mounts(
  mount: NonNullable<DocumentOf<'run'>['mount']>,
  context: FieldContext,
): NonNullable<RunNode['mount']> {
  return Object.entries(mount).map(([path, value]) => mounted(path, value, context));
}

function mounted(path: string, value: string, context: FieldContext): readonly [string, Template] {
  const template = read(value, context, 'mount', path);
  const schema = resultSchema(value, (cel) => typesFor(cel, context.sight));
  if (!mayBeArtifact(schema)) {
    const hint = 'Write an expression that gives one: `${ nodes.make.output.artifacts.report }`.';
    context.sight.report('OST404', { path: at(context, 'mount', path) }, 'This is no artifact.', hint);
  }
  return [path, template];
}

/** Where nothing is known of the value, it may be one. */
function mayBeArtifact(schema: JsonSchema): boolean {
  if (!isObject(schema)) return true;
  const { type, properties } = schema;
  if (type !== undefined && type !== 'object') return false;
  return !isObject(properties) || Object.hasOwn(properties, 'sha256');
}

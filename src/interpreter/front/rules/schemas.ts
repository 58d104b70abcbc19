/** Every JSON Schema in a definition is well formed: `input`, `returns`, `form`. */
import type { JsonSchema } from '../../json.ts';
import { checkSchema } from '../../schema.ts';
import { parsePath, type Path } from '../path.ts';
import type { Rule } from './rule.ts';

export const schemas: Rule = ({ model }, report) => {
  const check = (schema: JsonSchema | undefined, path: Path): void => {
    if (schema === undefined) return;
    for (const fault of checkSchema(schema))
      report('OST212', { path: [...path, ...parsePath(fault.path)] }, fault.message);
  };
  check(model.document.input, ['input']);
  for (const { document, path } of model.nodes) {
    if ('returns' in document) check(document.returns, [...path, 'returns']);
    if ('form' in document) check(document.form, [...path, 'form']);
  }
};

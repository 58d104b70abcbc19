/**
 * Everything that can be said about an expression before a run: syntax, names, types, references, limits.
 * One function shows the phases in order; each phase has a file of its own.
 */
import { typeOf } from './check.ts';
import { references } from './references.ts';
import { parse } from './syntax.ts';
import { dyn, presentOf, typeName } from './type.ts';
import type { Analysis, ExpressionFault, TypeScope } from './types.ts';

/**
 * All faults at once, in the order of the text; after a syntax fault there is only that one. Never throws.
 * @param cel the expression as it stands between the braces; positions count from its start
 */
export function analyse(cel: string, types: TypeScope): Analysis {
  const parsed = parse(cel);
  if (!parsed.ok) return { faults: [parsed.fault], references: [], type: typeName(dyn) };
  const read = references(parsed.term);
  const faults: ExpressionFault[] = [...read.faults];
  const type = typeOf(parsed.term, { text: cel, types, faults, locals: new Map() });
  faults.sort((left, right) => left.start - right.start);
  return {
    faults,
    references: read.references,
    type: typeName(type.kind === 'optional' ? presentOf(type) : type),
  };
}

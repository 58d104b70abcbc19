/**
 * Expressions written in TypeScript. Owns how paths become text: an expression is the text `${ … }` and nothing more, so
 * that it stands wherever a text may stand, alone or inside of a longer one. What it says is checked with the definition.
 */

/** A name with `?` in front (`'?title'`) may be absent; a number is an index. */
export type Field = string | number;
/** Gives the expression for what lies below: `draft.output('pages', 0, 'title')`. */
export type Path = (...fields: readonly Field[]) => string;

export const input: Path = pathFrom('input');
export const vars: Path = pathFrom('vars');
export const run: Path = pathFrom('run');

/** A name that a block gives: `local('item', 'price')`. */
export function local(name: string, ...fields: readonly Field[]): string {
  return pathFrom(name)(...fields);
}

/** Any other expression. What is put in is an expression, or a value that is written out: cel`${input('n')} > ${3}`. */
export function cel(parts: TemplateStringsArray, ...inserted: readonly unknown[]): string {
  const written = inserted.map((value) => bare(value) ?? JSON.stringify(value));
  return `\${ ${parts.map((part, index) => part + (written[index] ?? '')).join('')} }`;
}

export function pathFrom(start: string): Path {
  return (...fields) => `\${ ${start}${fields.map(step).join('')} }`;
}

/** The inside of an expression that was made here. */
function bare(value: unknown): string | undefined {
  return typeof value === 'string' ? /^\$\{ (.*) \}$/s.exec(value)?.[1] : undefined;
}

function step(field: Field): string {
  if (typeof field === 'number') return `[${field}]`;
  const optional = field.startsWith('?');
  const name = optional ? field.slice(1) : field;
  if (/^[A-Za-z_]\w*$/.test(name)) return `.${field}`;
  return optional ? `[?${JSON.stringify(name)}]` : `[${JSON.stringify(name)}]`;
}

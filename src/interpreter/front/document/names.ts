/** The rules for names (language.md §2). Owns the patterns and the sentences about them. */
export const identifierPattern = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Words of the expression language. */
const reserved: ReadonlySet<string> = new Set(
  (
    'true false null in as break const continue else for function if import let loop package ' +
    'namespace return var void while'
  ).split(' '),
);
const unsafe: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
/** Names of the nodes that a run makes itself. */
const own: ReadonlySet<string> = new Set(['compensate', 'finally']);

/** What no node can be called. */
export const takenNames: readonly string[] = [...unsafe, ...own, ...reserved];

/** What is wrong with the name of a node or a variable, or nothing. */
export function nameFault(name: string): { readonly message: string; readonly hint: string } | undefined {
  if (unsafe.has(name) || own.has(name)) {
    return { message: `\`${name}\` is taken.`, hint: 'Choose another name.' };
  }
  if (reserved.has(name)) {
    return { message: `\`${name}\` is a word of the expression language.`, hint: `Call it \`${name}_\`.` };
  }
  if (identifierPattern.test(name)) return undefined;
  const better = name.replaceAll(/[^A-Za-z0-9_]+/g, '_').replace(/^(?=\d)/, '_');
  return {
    message: `\`${name}\` is no name: letters, digits and _ only, and no digit first.`,
    hint: better === '' || better === '_' ? 'Choose a name like `draft`.' : `Call it \`${better}\`.`,
  };
}

/** Names of outcomes may have dashes: they are words for people and no part of expressions. */
export const outcomePattern = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** Names of events: words with dots between them. They are outcomes of the `receive` that waits for several. */
export const eventPattern = /^[A-Za-z_][A-Za-z0-9_.-]*$/;

/** kebab-case; it becomes a Temporal workflow type and stands in addresses. */
export const definitionPattern = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
export const maxNameLength = 100;

export function kebab(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
}

/** Makes docs/configuration.md of the table of variables. Owns the words around the table. */
import { type Variable, variables } from '../src/config-variables.ts';

export function configurationPage(): string {
  const table = Object.entries(variables as Readonly<Record<string, Variable>>);
  return [
    '<!-- Made by `npm run docs` from src/config-variables.ts. -->',
    '# Configuration',
    '',
    'Everything is set by environment variables; nothing needs to be. An empty variable counts as absent. A value that',
    'cannot be used stops the start, with the name of the variable and what it takes.',
    '',
    '| variable | default | what it is |',
    '|---|---|---|',
    ...table.map(([name, variable]) => `| \`${name}\` | ${defaultOf(variable)} | ${textOf(variable)} |`),
    '',
  ].join('\n');
}

function defaultOf(variable: Variable): string {
  if (variable.default !== undefined) return `\`${variable.default}\``;
  return variable.otherwise ?? '–';
}

function textOf({ about, takes }: Variable): string {
  return takes === undefined ? about : `${about} Takes ${takes.words}.`;
}

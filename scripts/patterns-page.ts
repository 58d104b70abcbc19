/** Makes docs/language/patterns.md of the files in test/patterns. Owns the words around the table. */
import { type Pattern, patterns } from '../test/support/pattern.ts';

export function patternsPage(): string {
  const all = patterns();
  const direct = all.filter(({ definition }) => definition !== undefined).length;
  return [
    '<!-- Made by `npm run docs` from test/patterns. -->',
    '# The 43 control-flow patterns',
    '',
    'The [Workflow Patterns initiative](http://www.workflowpatterns.com/patterns/control/) has collected what languages for',
    `processes are asked to express. ${direct} of its ${all.length} control-flow patterns are expressed directly here. Each one has a`,
    'definition with the traces that it must have; all of them run in the tests, in memory and on a Temporal server.',
    '',
    '| | pattern | how |',
    '|---|---|---|',
    ...all.map(row),
    '',
  ].join('\n');
}

function row({ pattern, title, file, how, definition }: Pattern): string {
  const name = definition === undefined ? title : `[${title}](../../test/patterns/${file})`;
  return `| ${pattern} | ${name} | ${how} |`;
}

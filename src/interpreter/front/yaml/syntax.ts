/**
 * What the YAML library complains about, in words that say what to do. Owns the sentences; finds no faults itself.
 */
import type { YAMLError } from 'yaml';

export function syntaxFault(text: string, error: YAMLError): { message: string; hint?: string } {
  const line = lineAt(text, error.pos[0]);
  const message = messages[error.code] ?? error.message;
  const hint = hintFor(error, line);
  return { message, ...(hint !== undefined && { hint }) };
}

const messages: Partial<Record<YAMLError['code'], string>> = {
  TAB_AS_INDENT: 'A tab cannot indent YAML.',
  BLOCK_AS_IMPLICIT_KEY:
    'There is a second `: ` in this line, which YAML reads as a mapping inside the value.',
  UNEXPECTED_TOKEN: 'YAML does not expect this here.',
  BAD_ALIAS: 'An alias `*name` cannot stand here.',
};

function hintFor(error: YAMLError, line: string): string | undefined {
  if (error.code === 'TAB_AS_INDENT') return 'Indent with blanks.';
  if (line.includes('${')) {
    return 'Put double quotes round a text with ${ } inside { }, inside [ ], or with `: ` in it: "${ … }".';
  }
  if (error.code === 'BLOCK_AS_IMPLICIT_KEY')
    return 'Put the text in double quotes, or write it as a block with `|`.';
  if (error.code === 'BAD_SCALAR_START') return 'Put the text in double quotes.';
  if (error.code === 'BAD_INDENT')
    return 'Keys of one mapping start in the same column; what they hold is indented more.';
  return undefined;
}

/** As much of the line as a person sees: a text may be one long line with a fault in every place. */
function lineAt(text: string, offset: number): string {
  const before = text.slice(Math.max(0, offset - 200), offset);
  const [after = ''] = text.slice(offset, offset + 200).split('\n', 1);
  return before.slice(before.lastIndexOf('\n') + 1) + after;
}

/** Makes the table of error types in docs/language/errors.md. Owns its rows; the words around it are the page's. */
import { errorTypes } from '../src/interpreter/errors.ts';

const begin = '<!-- made from src/interpreter/errors.ts -->\n';
const end = '<!-- end -->';

/** The page with its table written anew. */
export function withErrorTypes(page: string): string {
  const [before = '', rest = ''] = page.split(begin);
  const [, after = ''] = rest.split(end);
  const rows = Object.entries(errorTypes).map(([type, meaning]) => `| \`${type}\` | ${meaning} |`);
  return `${before}${begin}${['| type | |', '|---|---|', ...rows, ''].join('\n')}${end}${after}`;
}

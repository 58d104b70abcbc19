/** Tables in the documentation that are made from code: `<!-- made from FILE -->` … `<!-- end -->`. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What stands between the marks, line by line. */
export async function madeTable(document: string, source: string): Promise<readonly string[]> {
  const text = await readFile(join(import.meta.dirname, '../..', document), 'utf8');
  const [, after = ''] = text.split(`<!-- made from ${source} -->\n`);
  const [table = ''] = after.split('<!-- end -->');
  return table.trimEnd().split('\n');
}

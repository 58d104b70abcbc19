/** `npm run docs`: writes the pages that are made from the code. */
import { readFile, writeFile } from 'node:fs/promises';
import { languageSchema } from '../src/interpreter/index.ts';
import { configurationPage } from './configuration-page.ts';
import { withErrorTypes } from './error-types.ts';
import { patternsPage } from './patterns-page.ts';

const errors = 'docs/language/errors.md';

await writeFile('docs/configuration.md', configurationPage());
await writeFile('docs/language/schema.json', `${JSON.stringify(languageSchema(), null, 2)}\n`);
await writeFile('docs/language/patterns.md', patternsPage());
await writeFile(errors, withErrorTypes(await readFile(errors, 'utf8')));

/** `npm run docs`: writes the pages that are made from the code. */
import { writeFile } from 'node:fs/promises';
import { languageSchema } from '../src/interpreter/index.ts';
import { configurationPage } from './configuration-page.ts';
import { patternsPage } from './patterns-page.ts';

await writeFile('docs/configuration.md', configurationPage());
await writeFile('docs/language/patterns.md', patternsPage());
await writeFile('docs/language/schema.json', `${JSON.stringify(languageSchema(), null, 2)}\n`);

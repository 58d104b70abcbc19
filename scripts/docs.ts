/** `npm run docs`: writes the pages that are made from the code. */
import { writeFile } from 'node:fs/promises';
import { configurationPage } from './configuration-page.ts';
import { patternsPage } from './patterns-page.ts';

await writeFile('docs/configuration.md', configurationPage());
await writeFile('docs/language/patterns.md', patternsPage());

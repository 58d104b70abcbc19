/** The last step of `npm run build`: writes the workflow bundle beside the compiled code. */
import { writeFile } from 'node:fs/promises';
import { buildBundle, builtBundle } from './bundle.ts';

const { code } = await buildBundle({ stacks: false });
await writeFile(builtBundle, code);

/** The tool that docs/tools.md shows is loaded and called; only the address of its server is another one. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { callTool } from '../../../src/activities/tools/call.ts';
import { loadTools } from '../../../src/activities/tools/registry.ts';
import { attemptOf, keepingLog, noArtifacts, once } from '../support/attempt.ts';
import { errorOf } from '../support/errors.ts';
import { serve } from '../support/server.ts';

it('docs/tools.md shows a tool that works', async () => {
  const customers = await serve(({ url }, response) => {
    if (url.includes('ada')) response.end('{"id":"7","name":"Ada"}');
    else response.writeHead(404).end();
  });
  // Inside the project, where `zod` is found.
  const folder = await mkdtemp(join(import.meta.dirname, 'docs-'));
  try {
    const page = await readFile(new URL('../../../docs/tools.md', import.meta.url), 'utf8');
    const [, code = ''] = /```ts\n(.*?)```/s.exec(page) ?? [];
    const define = new URL('../../../src/activities/tools/define.ts', import.meta.url).href;
    const path = join(folder, 'crm.ts');
    await writeFile(
      path,
      code.replace('ostinato/tools', define).replace('https://crm.example.com', customers.url),
    );
    const tools = await loadTools([path]);
    const find = (email: string) =>
      callTool(
        { kind: 'tool', key: 'k', retry: once, tool: 'crm.find_customer', input: { email }, effect: 'read' },
        attemptOf(),
        { tools, artifacts: noArtifacts, secret: () => 's3cret', log: keepingLog() },
      );
    expect(await find('ada@example.com')).toEqual({ id: '7', name: 'Ada' });
    expect(customers.seen[0]?.headers.authorization).toBe('Bearer s3cret');
    expect((await errorOf(find('bob@example.com'))).error.type).toBe('crm.unknown');
    expect((await errorOf(find('nonsense'))).error.type).toBe('tool-input');
  } finally {
    await rm(folder, { recursive: true });
    await customers.close();
  }
});

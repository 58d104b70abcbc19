import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { toCatalogue } from '../../../src/activities/catalogue.ts';
import { defineTool } from '../../../src/activities/tools/define.ts';
import { createRegistry, loadTools } from '../../../src/activities/tools/registry.ts';

const tool = (name: string) =>
  defineTool({ name, description: 'x', input: true, effect: 'read', run: () => null });

describe('defineTool', () => {
  it.each(['echo', 'crm.find_customer', 'a.b.c', 'x-ray', 'v2.get', 'test.fail-until'])(
    'takes the name %s',
    (name) => {
      expect(tool(name).entry.name).toBe(name);
    },
  );

  it.each(['', '.a', 'a.', 'a..b', 'a__b', 'a b', 'ä', '2a', 'a-', 'x'.repeat(65), `${'a.'.repeat(30)}a`])(
    'refuses the name %j',
    (name) => {
      expect(() => tool(name)).toThrow('a name is words');
    },
  );

  it('writes a zod schema as JSON Schema: what goes in, what comes out', () => {
    const { entry } = defineTool({
      name: 'a',
      description: 'x',
      input: z.strictObject({ days: z.int().min(1).max(9).default(3), city: z.string() }),
      output: z.object({ sunny: z.boolean() }),
      effect: 'read',
      run: () => ({ sunny: true }),
    });
    expect(entry.input).toEqual({
      type: 'object',
      properties: { days: { default: 3, type: 'integer', minimum: 1, maximum: 9 }, city: { type: 'string' } },
      required: ['city'],
      additionalProperties: false,
    });
    expect(entry.output).toMatchObject({ type: 'object', required: ['sunny'] });
  });

  it('refuses a schema that JSON Schema cannot say, and one with a misspelt keyword', () => {
    const rest = { name: 'a', description: 'x', effect: 'read', run: () => null } as const;
    expect(() => defineTool({ ...rest, input: z.object({ at: z.date() }) })).toThrow(
      'tool a: its input schema cannot be written as JSON Schema',
    );
    expect(() => defineTool({ ...rest, input: { typ: 'object' } })).toThrow(
      'tool a: its input schema cannot be used',
    );
  });

  it.each(['crm.lookup', 'crm.v2.look_up', 'a.b-c'])('takes the kind %s', (kind) => {
    expect(defineTool({ ...anyTool, kind }).entry.kind).toBe(kind);
  });

  it.each(['', 'run', 'lookup', 'crm.', '.crm', 'crm. x', `a.${'x'.repeat(63)}`])(
    'refuses the kind %j',
    (kind) => {
      expect(() => defineTool({ ...anyTool, kind })).toThrow('with a dot between them');
    },
  );

  it('refuses a quick tool that must run once', () => {
    const rest = { name: 'a', description: 'x', input: true, run: () => null } as const;
    expect(() => defineTool({ ...rest, effect: 'once', quick: true })).toThrow('`quick` is for tools');
  });
});

const anyTool = { name: 'a', description: 'x', input: true, effect: 'read', run: () => null } as const;

const defined = (name: string) =>
  `defineTool({ name: '${name}', description: 'x', input: true, effect: 'read', run: (input) => input })`;
const withKind = (name: string) => defined(name).replace('{ ', "{ kind: 'crm.lookup', ");

describe('the registry', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tools-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const define = new URL('../../../src/activities/tools/define.ts', import.meta.url).href;
  async function module(name: string, text: string): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, `import { defineTool } from '${define}';\n${text}`);
    return path;
  }
  it('has the built-in tools', async () => {
    expect((await loadTools([])).all.map(({ entry }) => entry.name)).toEqual([
      'artifact.read',
      'artifact.save',
      'data.echo',
      'http.request',
    ]);
  });

  it('loads modules with one tool and with several, sorted by name', async () => {
    const one = await module('one.mjs', `export default ${defined('z.last')};`);
    const two = await module('two.mjs', `export default [${defined('a.first')}, ${defined('m.middle')}];`);
    const registry = await loadTools([one, two]);
    expect(registry.all.map(({ entry }) => entry.name)).toEqual([
      'a.first',
      'artifact.read',
      'artifact.save',
      'data.echo',
      'http.request',
      'm.middle',
      'z.last',
    ]);
    expect(registry.get('m.middle')?.entry.name).toBe('m.middle');
    expect(registry.get('nothing')).toBeUndefined();
  });

  it('says which module is missing, broken, or exports something else', async () => {
    const missing = join(folder, 'missing.mjs');
    await expect(loadTools([missing])).rejects.toThrow(`OSTINATO_TOOLS: ${missing}: cannot be loaded`);
    const broken = await module('broken.mjs', 'export default {');
    await expect(loadTools([broken])).rejects.toThrow(`OSTINATO_TOOLS: ${broken}: cannot be loaded`);
    for (const [index, text] of [
      'export const tool = 1',
      'export default {}',
      'export default []',
    ].entries()) {
      const other = await module(`other-${index}.mjs`, text);
      await expect(loadTools([other])).rejects.toThrow('its default export must be a tool');
    }
  });

  it('says where a name comes from that is there already', async () => {
    const one = await module('one.mjs', `export default ${defined('a.b')};`);
    const two = await module('two.mjs', `export default ${defined('a.b')};`);
    await expect(loadTools([one, two])).rejects.toThrow(
      `${two}: the tool \`a.b\` exists already, from ${one}`,
    );
    const taken = await module('taken.mjs', `export default ${defined('data.echo')};`);
    await expect(loadTools([taken])).rejects.toThrow('from Ostinato');
  });

  it('says where a kind comes from that is there already', async () => {
    const one = await module('one.mjs', `export default ${withKind('a.b')};`);
    const two = await module('two.mjs', `export default ${withKind('a.c')};`);
    await expect(loadTools([one, two])).rejects.toThrow(
      `${two}: the kind \`crm.lookup\` exists already, from ${one}`,
    );
    const tools = ['a', 'b'].map((name) => defineTool({ ...anyTool, name, kind: 'crm.lookup' }));
    expect(() => createRegistry(tools)).toThrow('two tools have the same kind');
  });

  it('makes the catalogue, without values of secrets', () => {
    const catalogue = toCatalogue(
      createRegistry([tool('b'), tool('a')]),
      ['weather', 'crm'],
      'openai/gpt-5.5',
    );
    expect(catalogue).toEqual({
      tools: [
        { name: 'a', description: 'x', input: true, effect: 'read', quick: false },
        { name: 'b', description: 'x', input: true, effect: 'read', quick: false },
      ],
      secrets: ['crm', 'weather'],
      defaultModel: 'openai/gpt-5.5',
    });
  });
});

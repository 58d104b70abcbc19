/** The page is made from the table of codes; this test fails when they differ, and `-u` writes it. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type CodeEntry, codes } from '../../../src/interpreter/index.ts';

const page = fileURLToPath(new URL('../../../docs/language/diagnostics.md', import.meta.url));
const folder = new URL('./diagnostics/', import.meta.url);

const parts: Readonly<Record<string, string>> = {
  OST1: 'YAML',
  OST2: 'Shape',
  OST3: 'Graph',
  OST4: 'Expressions and names',
  OST5: 'Limits and safety',
  OST6: 'Warnings',
};

function section(code: string, { title, explanation, fix }: CodeEntry): string {
  const shown = exampleOf(code);
  const example = shown === undefined ? [] : ['', '```text', shown, '```'];
  return [
    `### ${code}: ${title}`,
    '',
    explanation,
    ...example,
    '',
    'Written instead:',
    '',
    '```yaml',
    fix,
    '```',
  ].join('\n');
}

/** The first diagnostic of this code in the case that shows it. */
function exampleOf(code: string): string | undefined {
  const file = readdirSync(folder).find((name) => name.startsWith(code) && name.endsWith('.txt'));
  if (file === undefined) return undefined;
  const all = readFileSync(new URL(file, folder), 'utf8').trimEnd().split('\n\n');
  return all
    .find((each) => each.includes(` ${code}: `))
    ?.replace(file.replace('.txt', '.yaml'), 'definition.yaml');
}

function render(): string {
  const head = `# Diagnostics

Everything that can be wrong with a definition is told when it is submitted, all at once: with a stable code, the place, and what to do. Errors keep a definition from being stored; warnings do not. At most 100 are shown.
`;
  const sections = Object.entries(parts).map(([prefix, title]) => {
    const entries = Object.entries(codes).filter(([code]) => code.startsWith(prefix));
    return [`## ${title}`, ...entries.map(([code, entry]) => section(code, entry))].join('\n\n');
  });
  return `${[head.trimEnd(), ...sections].join('\n\n')}\n`;
}

describe('docs/language/diagnostics.md', () => {
  it('has every code as the code has it', async () => {
    await expect(render()).toMatchFileSnapshot(page);
  });
});

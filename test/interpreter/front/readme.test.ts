/** What the README shows of definitions is what there is. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { countText, diagnosticsText } from '../../../src/cli/print/diagnostics.ts';
import { compile } from './support.ts';

const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
const broken = `ostinato: 1
name: broken
nodes:
  approve: { human: Send it?, outcomes: [send] }
  send:
    after: aprove.send
    run: [./send.sh]
`;

describe('README', () => {
  it('shows a definition without a fault', () => {
    const [, definition = ''] = /```yaml\n([\s\S]*?)```/.exec(readme) ?? [];
    const { plan, diagnostics } = compile(definition);
    expect(diagnostics).toEqual([]);
    expect(plan?.name).toBe('publish');
  });

  it('shows the faults of broken.yaml word for word', () => {
    const [, shown = ''] = /```console\n\$ npx ostinato check broken\.yaml\n([\s\S]*?)```/.exec(readme) ?? [];
    const { diagnostics } = compile(broken);
    const file = 'broken.yaml';
    const printed = `${diagnosticsText(diagnostics, file)}\n\n${file}: ${countText(diagnostics)}\n`;
    expect(printed).toBe(shown);
  });
});

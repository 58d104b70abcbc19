/**
 * One definition for every code, with the whole output that a user sees, word for word. When a sentence is changed on
 * purpose, write the new one into the `.txt` beside the definition.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Code, codes, compileDefinition, formatDiagnostic } from '../../../src/interpreter/index.ts';
import { catalogue } from './support.ts';

const folder = new URL('./diagnostics/', import.meta.url);
const cases = readdirSync(folder).filter((file) => file.endsWith('.yaml'));

/** Shown by a test of their own, because the text would be too large for a file. */
const elsewhere: readonly Code[] = ['OST501', 'OST502', 'OST503', 'OST504', 'OST508', 'OST509'];

describe('diagnostics', () => {
  it.each(cases)('%s', (file) => {
    const text = readFileSync(new URL(file, folder), 'utf8');
    const { defaultModel, ...withoutModel } = catalogue;
    const offered = file.startsWith('OST415')
      ? withoutModel
      : { ...withoutModel, defaultModel: defaultModel ?? '' };
    const { diagnostics, plan } = compileDefinition(text, offered);
    const shown = `${diagnostics.map((each) => formatDiagnostic(each, file)).join('\n\n')}\n`;
    expect(shown).toBe(readFileSync(new URL(file.replace('.yaml', '.txt'), folder), 'utf8'));
    const code = file.slice(0, 6);
    expect(diagnostics.map((each) => each.code)).toContain(code);
    expect(plan === undefined).toBe(diagnostics.some((each) => each.severity === 'error'));
  });

  it('have a case for every code', () => {
    const shown = new Set([...cases.map((file) => file.slice(0, 6)), ...elsewhere]);
    expect([...shown].sort()).toEqual(Object.keys(codes).sort());
  });

  it('have a severity that the number tells', () => {
    for (const [code, { severity }] of Object.entries(codes)) {
      expect([code, severity]).toEqual([
        code,
        code.startsWith('OST6') || code === 'OST508' ? 'warning' : 'error',
      ]);
    }
  });
});

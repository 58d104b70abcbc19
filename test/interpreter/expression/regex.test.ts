/** Regular expressions that would explode: in what they are compiled to, and in what they remember of a text. */
import { RE2JS } from '@bufbuild/re2';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { patternSize } from '../../../src/interpreter/expression/pattern-size.ts';
import { regex } from '../../../src/interpreter/expression/regex.ts';

/** Letters a and b in no order. */
function noise(length: number): string {
  let seed = 1;
  const letter = (): string =>
    ((seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0) >>> 16) % 2 ? 'a' : 'b';
  return Array.from({ length }, letter).join('');
}

const test = (pattern: string, text: string): boolean => {
  const compiled = regex(pattern);
  if (!compiled.ok) throw new Error(compiled.message);
  return compiled.test(text);
};

describe('patternSize', () => {
  it.each([
    ['abc', 4],
    ['a{5}', 11],
    ['a{2,3}', 7],
    ['a{2,}', 7],
    ['[a{9}]', 2],
    ['\\{9}', 4],
    ['a{x}', 5],
  ])('%s', (pattern, size) => {
    expect(patternSize(pattern)).toBe(size);
  });

  it('is not less than what the engine makes of it', () => {
    const part = fc.letrec((tie) => ({
      one: fc.constantFrom('a', '.', '[a-c]', '\\d', '(?:ab)', '\\pL', '^', '$'),
      group: tie('any').map((inner) => `(${String(inner)})`),
      either: fc.tuple(tie('any'), tie('any')).map((two) => `(${two.map(String).join('|')})`),
      many: fc
        .tuple(tie('group'), fc.constantFrom('*', '+', '?', '{3}', '{2,5}', '{4,}'))
        .map((two) => two.map(String).join('')),
      any: fc.oneof({ maxDepth: 4 }, tie('one'), tie('group'), tie('either'), tie('many')),
    })).any;
    fc.assert(
      fc.property(fc.array(part, { maxLength: 4 }), (parts) => {
        const pattern = parts.map(String).join('');
        expect(patternSize(pattern) * 1.5 + 4).toBeGreaterThanOrEqual(
          new RE2JS(pattern).re2().prog.numInst(),
        );
      }),
    );
  });
});

describe('regex', () => {
  it('reads what people write', () => {
    expect(test('^.{1,1000}$', 'x'.repeat(1_000))).toBe(true);
    expect(test('^.{1,1000}$', 'x'.repeat(1_001))).toBe(false);
    expect(test('^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$', '6f1ed002-ab5c-4df2-9a3c-1b2c3d4e5f60')).toBe(
      true,
    );
  });

  it('refuses repetitions of repetitions without writing them out', () => {
    for (const pattern of ['(((((a{10}){10}){10}){10}){10}){10}', '(x{0,1000})'.repeat(90)])
      expect(regex(pattern)).toMatchObject({ ok: false });
  });

  it('refuses a text that needs too many states, whatever was read before', () => {
    const pattern = '^(a|b)*a(a|b){14}$';
    const text = noise(30_000);
    expect(() => test(pattern, text)).toThrow('too many ways');
    expect(test(pattern, `a${'b'.repeat(14)}`)).toBe(true);
    expect(() => test(pattern, text)).toThrow('too many ways');
  });

  it('forgets what many texts have left behind', () => {
    for (let index = 0; index < 300; index++) {
      const text = index.toString(2).padStart(15, '0').replaceAll('0', 'a').replaceAll('1', 'b');
      expect(test('^(a|b)*a(a|b){13}c?$', text)).toBe(text[1] === 'a');
    }
  });
});

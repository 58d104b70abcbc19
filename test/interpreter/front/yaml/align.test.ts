import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMap, isScalar, parseDocument, stringify } from 'yaml';
import { offsetInSource } from '../../../../src/interpreter/front/yaml/align.ts';

const styles = ['PLAIN', 'QUOTE_SINGLE', 'QUOTE_DOUBLE', 'BLOCK_LITERAL', 'BLOCK_FOLDED'] as const;

/** Where each character of the value of `key` is found, as the characters of the text that stand there. */
function pairs(text: string): { value: string; source: string }[] {
  const document = parseDocument(text);
  const root = document.contents;
  const node = isMap(root) ? root.items[0]?.value : undefined;
  if (!isScalar(node) || typeof node.value !== 'string' || !node.range) throw new Error(`no text in ${text}`);
  const [start, end] = node.range;
  const scalar = {
    style: styles.find((style) => style === node.type) ?? 'PLAIN',
    value: node.value,
    start,
    end,
  };
  return node.value.split('').flatMap((value, index) => {
    if (value.trim() === '') return [];
    return [{ value, source: text.charAt(offsetInSource(text, scalar, index)) }];
  });
}

describe('offset in source', () => {
  it.each([
    ['plain', 'key: one ${ two }'],
    ['plain over lines', 'key: one\n  two\n\n  three'],
    ['single quotes', "key: 'it''s ${ x[''a''] }'"],
    ['a literal block', 'key: |\n  one\n    two\n\n  three\n'],
    ['a literal block with a comment and an indent', 'key: |2- # note\n    one\n  two\n'],
    ['a folded block', 'key: >\n  one\n  two\n\n  three\n    four\n'],
    ['windows line ends', 'key: |\r\n  one\r\n  two\r\n'],
  ])('finds every character of %s', (_, text) => {
    for (const { value, source } of pairs(text)) expect(source).toBe(value);
  });

  it('goes over escapes in double quotes', () => {
    const text = String.raw`key: "a\tb\u00e9\"c\\\x41 d"`;
    expect(pairs(text).map(({ source }) => source)).toEqual(['a', 'b', '\\', '\\', 'c', '\\', '\\', 'd']);
  });

  it('goes over an escaped line break', () => {
    expect(
      pairs('key: "one \\\n   two"')
        .map(({ source }) => source)
        .join(''),
    ).toBe('onetwo');
  });

  it('finds every character of what the library writes in any style', () => {
    const word = fc.stringMatching(/^[a-z${}.'"#: -]{1,12}$/);
    const text = fc.array(word, { minLength: 1, maxLength: 12 }).map((words) => words.join(' '));
    const lines = fc.array(text, { minLength: 1, maxLength: 4 }).map((all) => all.join('\n'));
    fc.assert(
      fc.property(lines, fc.constantFrom(...styles), (value, style) => {
        const written = stringify({ key: value }, { defaultStringType: style, lineWidth: 30 });
        for (const pair of pairs(written)) if (pair.source !== '\\') expect(pair.source).toBe(pair.value);
      }),
      { numRuns: 300 },
    );
  });
});

import { describe, expect, it } from 'vitest';
import { compile, withNodes } from '../support.ts';
import { found } from './rules.ts';

function messages(input: string): string[] {
  return compile(withNodes(`a: { tool: http.request, input: ${input} }`)).diagnostics.map(
    ({ message }) => message,
  );
}

describe('tool input', () => {
  it.each([
    '{ url: "https://example.com" }',
    '{ url: "${ input.url }", method: "${ input.method }" }',
    '{ url: u, headers: { a: b, c: "${ input.c }" } }',
    '{ url: u, body: { anything: [1, null] } }',
    '"${ input.all }"',
  ])('takes %s', (input) => {
    expect(messages(input)).toEqual([]);
  });

  it.each([
    ['{}', ['`url` is required.']],
    ['{ url: 1 }', ['`url` must be text.']],
    ['{ url: "${ input.u }", method: PASTE }', [expect.stringContaining('`method` must be one of')]],
    ['{ url: u, headers: { a: 1 } }', [expect.stringMatching(/a must be text/)]],
    ['{ url: u, headres: {} }', ['`headres` is not expected here.']],
  ])('refuses %s', (input, expected) => {
    expect(messages(input)).toEqual(expected);
  });

  it('asks for required keys also when there is no input', () => {
    expect(found('a: { tool: http.request }')).toEqual(['OST413 nodes.a.input']);
  });
});

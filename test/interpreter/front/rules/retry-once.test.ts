import { describe, expect, it } from 'vitest';
import { found } from './rules.ts';

const post = 'tool: http.request, input: { method: POST, url: u }';

describe('retry of once', () => {
  it.each([`a: { ${post}, retry: 3 }`, 'a: { tool: mail.send, retry: { backoff: 1s } }'])(
    'warns of %s',
    (nodes) => {
      expect(found(nodes)).toEqual(['OST605 nodes.a.retry']);
    },
  );

  it.each([
    `a: { ${post} }`,
    `a: { ${post}, retry: 1 }`,
    `a: { ${post}, retry: 3, effect: idempotent }`,
    'a: { tool: http.request, input: { url: u }, retry: 3 }',
  ])('is content with %s', (nodes) => {
    expect(found(nodes)).toEqual([]);
  });

  it('is careful with a method that is known only at run time', () => {
    const nodes = 'a: { tool: http.request, input: { method: "${ input.m }", url: u }, retry: 2 }';
    expect(found(nodes)).toEqual(['OST605 nodes.a.retry']);
  });
});

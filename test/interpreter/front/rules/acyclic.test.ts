import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compile, withNodes } from '../support.ts';
import { found } from './rules.ts';

function messages(nodes: string, rest = ''): string[] {
  const { diagnostics } = compile(withNodes(nodes, rest));
  return diagnostics.filter(({ code }) => code === 'OST303').map(({ message }) => message);
}

const nodeAfter = (index: number, after: number | undefined): string =>
  `n${index}: { ${after === undefined ? '' : `after: n${after}, `}run: [x] }`;

describe('acyclic', () => {
  it.each([
    ['a: { after: a, run: [x] }', '`a` waits for itself.'],
    ['a: { let: { x: "${ nodes.a.output.x }" } }', '`a` waits for itself.'],
    ['a: { after: b, run: [x] }\nb: { after: a, run: [x] }', 'These nodes wait for each other: a → b → a.'],
    [
      'a: { run: ["${ nodes.c.output.stdout }"] }\nb: { after: a, run: [x] }\nc: { after: b, run: [x] }',
      'These nodes wait for each other: a → b → c → a.',
    ],
  ])('names the cycle of %s', (nodes, message) => {
    expect(messages(nodes)).toEqual([message]);
  });

  it('tells one cycle for each knot, the shortest from its first node', () => {
    const nodes = `a: { after: [b, c], run: [x] }
b: { after: a, run: [x] }
c: { after: b, run: [x] }
free: { after: c, run: [x] }
d: { after: e, run: [x] }
e: { after: d, run: [x] }`;
    expect(messages(nodes)).toEqual([
      'These nodes wait for each other: a → b → a.',
      'These nodes wait for each other: d → e → d.',
    ]);
  });

  it('sees a cycle through a block', () => {
    const nodes = `send: { run: ["\${ nodes.pack.output }"] }
pack: { do: { label: { run: ["\${ nodes.send.output.stdout }"] } } }`;
    expect(messages(nodes)).toEqual(['These nodes wait for each other: send → pack → send.']);
  });

  it('sees a cycle inside a block', () => {
    expect(found('p: { do: { a: { after: b, run: [x] }, b: { after: a, run: [x] } } }')).toEqual([
      'OST303 nodes.p.do.a.after',
    ]);
  });

  it('sees a cycle of soft edges', () => {
    const nodes = 'a: { let: { x: "${ nodes.?b.?output }" } }\nb: { let: { x: "${ nodes.?a.?output }" } }';
    expect(messages(nodes)).toEqual(['These nodes wait for each other: a → b → a.']);
  });

  it('takes a way back that is marked, and a loop that reads its last round', () => {
    const nodes = `draft: { after: { node: check, again: 3 }, let: { x: "\${ nodes.?check.?output.?y }" } }
check: { let: { y: "\${ nodes.draft.output.x }" } }`;
    expect(found(nodes)).toEqual([]);
  });

  it('takes what reads itself optionally: the last round', () => {
    expect(found('a: { let: { n: "${ nodes.?a.?output.?n }" } }')).toEqual([]);
  });

  it('finds no cycle in any order of later after earlier, and one in every ring', () => {
    const ring = fc.integer({ min: 2, max: 12 });
    fc.assert(
      fc.property(ring, fc.infiniteStream(fc.nat()), (size, picks) => {
        const before = Array.from({ length: size }, (_, index) =>
          index === 0 ? undefined : (picks.next().value as number) % index,
        );
        expect(messages(before.map((after, index) => nodeAfter(index, after)).join('\n'))).toEqual([]);
        const closed = before.map((_, index) => nodeAfter(index, (index + size - 1) % size)).join('\n');
        expect(messages(closed)).toHaveLength(1);
      }),
      { numRuns: 50 },
    );
  });
});

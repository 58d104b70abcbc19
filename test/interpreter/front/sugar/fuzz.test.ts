/** Whatever stands where shorthands may stand: no throw, bounded work, places inside the text. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../../../src/interpreter/json.ts';
import { codesOf, compile } from '../support.ts';

const words = fc.constantFrom(
  ...(
    'nodes phases classify classification next again phase when do after switch human outcomes agent run tool ' +
    'component action input finally compensate end a b draft output returns crm.lookup'
  ).split(' '),
);
const { tree } = fc.letrec<{ tree: Json }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom<Json>('a', 'b', 'draft', 'end', '${ input.x }', '', 1, true, null, 'true'),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(words, tie('tree'), { maxKeys: 5 }),
  ),
}));
const phase = fc.dictionary(words, tree, { maxKeys: 3 });
const definition = fc.oneof(
  fc.dictionary(words, tree, { maxKeys: 4 }),
  fc.record({ phases: fc.dictionary(fc.constantFrom('a', 'b', 'draft', 'done'), phase), classify: tree }),
  fc.record({ nodes: fc.array(phase) }),
);

describe('shorthands', () => {
  it('never throw, and tell places that are in the text', () => {
    fc.assert(
      fc.property(definition, (made) => {
        const text = JSON.stringify({ ostinato: 1, name: 'test', ...made }, null, 1);
        const lines = text.split('\n').length;
        for (const { line, code, message } of compile(text).diagnostics) {
          expect(line).toBeGreaterThan(0);
          expect(line).toBeLessThanOrEqual(lines);
          expect(`${code} ${message}`).not.toMatch(/undefined|\[object/);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('of phases without end are refused before they are put together', () => {
    const many = Array.from({ length: 600 }, (_, index) => `  p${index}: { wait: 1s }`).join('\n');
    expect(codesOf(`ostinato: 1\nname: test\nphases:\n${many}`)).toContain('OST502 phases');
  });

  it('of phases that all lead to all are written out', () => {
    const names = Array.from({ length: 120 }, (_, index) => `p${index}`);
    const phases = names.map((name, index) => {
      const ways = names.map((to, at) => (at > index ? to : { phase: to, again: 1 }));
      return [name, { human: 'Where to?', deadline: { after: '1d', outcome: 'p1' }, next: ways }];
    });
    const text = JSON.stringify({ ostinato: 1, name: 'test', phases: Object.fromEntries(phases) });
    expect(compile(text).diagnostics.every(({ code }) => code === 'OST503')).toBe(true);
  });
});

/** Large definitions are compiled in a time that grows with their length. The bounds are kill-timers, not figures. */
import { describe, expect, it } from 'vitest';
import { checkDocument, compilePlan, parseDocument } from '../../../src/interpreter/index.ts';
import { catalogue } from './support.ts';

const count = 10_000;
const forms: Readonly<Record<string, (index: number) => string>> = {
  'a chain': (index) => (index === 0 ? 'run: [x]' : `after: n${index - 1}, run: [x]`),
  'a chain of references': (index) =>
    index === 0 ? 'let: { v: 1 }' : `let: { v: "\${ nodes.n${index - 1}.output.v }" }`,
  'optional references to anywhere': (index) =>
    index === 0 ? 'let: { v: 1 }' : `let: { v: "\${ nodes.?n${(index * 7919) % index}.?output.v }" }`,
  'a fan': (index) => (index === 0 ? 'run: [x]' : 'after: n0, run: [x]'),
  'conditions in a row': (index) =>
    index < 2
      ? 'let: { v: 1 }'
      : `after: n${index - 1}, when: input.x > 1, let: { v: "\${ nodes.n${index - 2}.output.v }" }`,
  'writers in a row': (index) =>
    index === 0 ? 'set: { v: 1 }' : `after: n${index - 1}, set: { v: "\${ vars.v }" }`,
  'races beside each other': (index) =>
    index % 3 < 2
      ? 'run: [x]'
      : `after: [n${index - 1}, n${index - 2}], join: any, rest: cancel, unless: n${index - 1}, run: [x]`,
};
/** Each of them is two nodes. */
const blocks: Readonly<Record<string, (index: number) => string>> = {
  'blocks that read what is around them': (index) =>
    index === 0 ? 'let: { v: 1 }' : `do: { x: { let: { v: "\${ nodes.n0.output.v }" } } }`,
  'maps in a row': (index) =>
    `map: [1], nodes: { x: { set: { v: { add: "\${ item }" } } } }${index === 0 ? '' : `, after: n${index - 1}`}`,
  'loops and what tidies up': () => 'repeat: 2, nodes: { x: { run: ["${ turn.index }"] } }, complete: any',
  'blocks with locks': () => 'lock: a, do: { x: { lock: b, run: [x] } }, finally: { run: [z] }',
};

describe('10,000 nodes', () => {
  it.each(Object.keys({ ...forms, ...blocks }))('%s', { timeout: 120_000 }, (form) => {
    const size = Object.hasOwn(blocks, form) ? count / 2 : count;
    const write = forms[form] ?? blocks[form];
    const nodes = Array.from({ length: size }, (_, index) => `  n${index}: { ${write?.(index)} }`);
    const text = `ostinato: 1\nname: large\nvars: { v: [] }\nnodes:\n${nodes.join('\n')}\noutput: \${ vars.v }\n`;
    const { source, document } = parseDocument(text);
    if (!document) throw new Error('not parsed');
    const faults = checkDocument(source, document, catalogue).filter(({ severity }) => severity === 'error');
    expect(faults).toEqual([]);
    expect(compilePlan(document, catalogue).scope.nodes).toHaveLength(size);
  });
});

import { describe, expect, it } from 'vitest';
import { planOf, withNodes } from '../support.ts';
import { found } from './rules.ts';

const mapThatReads = (text: string): string =>
  `a: { run: [x] }\nm: { map: [1], nodes: { c: { run: [x] } }, finally: { run: ["${text}"] } }`;

describe('undoing', () => {
  it('reads what it undoes, the error, and others optionally', () => {
    const nodes = `a: { run: [x] }
b: { run: [x], compensate: { run: ["\${ nodes.b.output.stdout }", "\${ error.type }", "\${ nodes.?a.output.stdout }"] } }`;
    expect(found(nodes)).toEqual([]);
  });

  it('refuses strict references to others, also deep inside', () => {
    const nodes = `a: { run: [x] }
b:
  run: [x]
  compensate:
    do:
      c: { run: ["\${ nodes.a.output.stdout }"] }
      d: { run: ["\${ nodes.c.output.stdout }"] }
    output: \${ nodes.a.output.stdout }`;
    expect(found(nodes)).toEqual([
      'OST313 nodes.b.compensate.do.c.run[0]',
      'OST313 nodes.b.compensate.output',
    ]);
  });

  it('makes no edges to the outside, and edges inside', () => {
    const nodes = `a: { run: [x] }
b:
  run: [x]
  compensate:
    do:
      c: { run: ["\${ nodes.?a.output.stdout }"] }
      d: { run: ["\${ nodes.c.output.stdout }"] }`;
    const { scope } = planOf(withNodes(nodes));
    expect(scope.edges).toEqual([]);
    const undo = scope.nodes[1]?.compensate?.nodes[0];
    expect(undo?.name).toBe('compensate');
    expect(undo?.kind === 'do' && undo.scope.edges).toEqual([
      { kind: 'required', from: 0, to: 1, needs: 'success' },
    ]);
  });

  it.each([
    ['after: a, run: [y]', 'after'],
    ['join: any, run: [y]', 'join'],
    ['run: [y], compensate: { run: [z] }', 'compensate'],
    ['unless: a, run: [y]', 'unless'],
    ['rest: keep, run: [y]', 'rest'],
    ['end: 1', 'end'],
    ['cancel: a', 'cancel'],
    ['fail: { type: t, title: T }', 'fail'],
    ['switch: { go: true }', 'switch'],
  ])('refuses %s', (body, key) => {
    expect(found(`a: { run: [x], compensate: { ${body} } }`, '', /OST213/)).toEqual([
      `OST213 nodes.a.compensate.${key}`,
    ]);
  });

  it('holds for what tidies up, of the run and of blocks', () => {
    const last = 'finally: { run: ["${ nodes.a.output.stdout }", "${ error }", "${ nodes.?a.status }"] }';
    expect(found('a: { run: [x] }', last)).toEqual(['OST313 finally.run[0]']);
    expect(found(`a: { run: [x] }\nb: { do: { c: { run: [x] } }, ${last} }`)).toEqual([
      'OST313 nodes.b.finally.run[0]',
    ]);
    expect(found('b: { do: { c: { run: [x] } }, finally: { after: c, run: [x] } }')).toEqual([
      'OST213 nodes.b.finally.after',
    ]);
  });

  it('tidies up a block with what is in it, and a map with what is around', () => {
    expect(found('b: { do: { c: { run: [x] } }, finally: { run: ["${ nodes.?c.status }"] } }')).toEqual([]);
    expect(found(mapThatReads('${ nodes.?a.status }'))).toEqual([]);
    expect(found(mapThatReads('${ nodes.?c.status }'))).toEqual(['OST306 nodes.m.finally.run[0]']);
    expect(found(mapThatReads('${ item }'))).toEqual(['OST402 nodes.m.finally.run[0]']);
    expect(found(mapThatReads('${ nodes.?m.status }'))).toEqual(['OST306 nodes.m.finally.run[0]']);
  });

  it('has no error outside of an undoing', () => {
    expect(found('a: { let: { x: "${ error.type }" } }')).toEqual(['OST402 nodes.a.let.x']);
  });
});

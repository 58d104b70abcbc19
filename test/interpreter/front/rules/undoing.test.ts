import { describe, expect, it } from 'vitest';
import { planOf, withNodes } from '../support.ts';
import { found } from './rules.ts';

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
    ['end: 1', 'end'],
    ['fail: { type: t, title: T }', 'fail'],
    ['switch: { go: true }', 'switch'],
  ])('refuses %s', (body, key) => {
    expect(found(`a: { run: [x], compensate: { ${body} } }`, '', /OST213/)).toEqual([
      `OST213 nodes.a.compensate.${key}`,
    ]);
  });

  it('has no error outside of an undoing', () => {
    expect(found('a: { let: { x: "${ error.type }" } }')).toEqual(['OST402 nodes.a.let.x']);
  });
});

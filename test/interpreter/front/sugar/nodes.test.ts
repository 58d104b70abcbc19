/** Lists of nodes in order: names, order and places. */
import { describe, expect, it } from 'vitest';
import { codesOf, compile, planOf, withNodes } from '../support.ts';

const nodesOf = (text: string) => compile(text).document?.nodes;

describe('a list of nodes', () => {
  it('is a mapping whose items follow each other', () => {
    const list = withNodes(
      '- a: { let: { n: 1 } }\n- b: { let: { n: 2 } }\n- c: { after: a, let: { n: 3 } }',
    );
    const mapping = withNodes(
      'a: { let: { n: 1 } }\nb: { after: a, let: { n: 2 } }\nc: { after: a, let: { n: 3 } }',
    );
    expect(planOf(list)).toEqual(planOf(mapping));
  });

  it('gives names by kind and place, in blocks with the name of the block', () => {
    const text = withNodes(`- run: [x]
- wait: 1s
  title: Pause
- pack:
    do:
      - run: [y]
      - do: [{ run: [z] }]`);
    const nodes = nodesOf(text);
    expect(Object.keys(nodes ?? {})).toEqual(['run_1', 'wait_2', 'pack']);
    expect(nodes?.pack).toMatchObject({
      after: 'wait_2',
      do: { pack_run_1: {}, pack_do_2: { after: 'pack_run_1', do: { pack_do_2_run_1: {} } } },
    });
    expect(codesOf(text)).toEqual([]);
  });

  it('names a tool `tool`, in whatever words it stands', () => {
    const words = withNodes(
      '- tool: web.search\n- component: web\n  action: search\n- action: search\n  component: web',
    );
    expect(Object.keys(nodesOf(words) ?? {})).toEqual(['tool_1', 'tool_2', 'tool_3']);
  });

  it('may stand wherever nodes may, undoing included', () => {
    const text = withNodes('a: { run: [x], compensate: { do: [{ run: [y] }, { run: [z] }] } }');
    expect(nodesOf(text)?.a).toMatchObject({
      compensate: { do: { a_compensate_run_1: {}, a_compensate_run_2: { after: 'a_compensate_run_1' } } },
    });
  });

  it('of nothing has no node', () => {
    expect(codesOf(withNodes('[]'))).toEqual(['OST204 nodes']);
  });

  it('tells a name that comes twice, given or made', () => {
    expect(codesOf(withNodes('- a: { run: [x] }\n- a: { run: [y] }'))).toEqual(['OST102 nodes[1].a']);
    expect(codesOf(withNodes('- run_2: { run: [x] }\n- run: [y]'))).toEqual(['OST102 nodes[1]']);
  });

  it('tells faults of its items where they are written', () => {
    const text = withNodes(
      '- run: [x]\n- b: { run: [y], after: nobody }\n- 7\n- {}\n- tool: web.search\n  inputs: {}',
    );
    expect(codesOf(text)).toEqual([
      'OST301 nodes[1].b.after',
      'OST201 nodes[2]',
      'OST205 nodes[3]',
      'OST202 nodes[4].inputs',
    ]);
    const [fault] = compile(withNodes('- run: [x]\n- b: { run: ["${ nodes.nobody.output }"] }')).diagnostics;
    expect(fault).toMatchObject({ path: 'nodes[1].b.run[0]', line: 5, column: 20 });
  });
});

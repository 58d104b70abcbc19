/** Blocks that run many times, what ends a scope, and the keys about joins: as the plan has them. */
import { describe, expect, it } from 'vitest';
import type { NodePlan, ScopePlan } from '../../../../src/interpreter/plan.ts';
import { planOf, withNodes } from '../support.ts';

const scopeOf = (nodes: string, rest = ''): ScopePlan => planOf(withNodes(nodes, rest)).scope;
const nodeOf = (nodes: string, rest = ''): NodePlan | undefined => scopeOf(nodes, rest).nodes.at(-1);
const work = 'nodes: { x: { run: [x] } }';
const nothing = { nodes: [], edges: [], ends: [] };

describe('map', () => {
  it('has its items, and an end around them', () => {
    const node = nodeOf(`m: { map: "\${ input.list }", as: line, concurrency: 3, onItemError: skip, ${work},
      complete: { count: 2, rest: keep }, onError: finish, finally: { run: [y] } }`);
    expect(node).toMatchObject({
      kind: 'map',
      items: { expr: { cel: 'input.list' } },
      as: 'line',
      concurrency: 3,
      onItemError: 'skip',
      scope: { nodes: [{ name: 'x', order: 1 }], ends: [0] },
      whole: {
        ...nothing,
        complete: { count: 2, rest: 'keep' },
        letFinish: true,
        finally: { nodes: [{ name: 'finally', kind: 'run', order: 2 }] },
      },
    });
    expect(node).not.toHaveProperty('scope.complete');
  });

  it('is short in its smallest form', () => {
    expect(nodeOf(`m: { map: [1, 2], ${work} }`)).toEqual({
      kind: 'map',
      name: 'm',
      order: 0,
      join: 'live',
      incoming: [],
      outgoing: [],
      solo: false,
      items: { value: [1, 2] },
      as: 'item',
      onItemError: 'fail',
      shard: 500,
      scope: expect.objectContaining({ ends: [0] }),
      whole: nothing,
    });
  });

  it('takes more by events', () => {
    const more = 'more: { receive: order.line, key: "${ input.id }", until: "event.data.last == true" }';
    expect(nodeOf(`m: { map: [], ${more}, ${work}, timeout: 1d }`)).toMatchObject({
      more: {
        event: 'order.line',
        key: { expr: { cel: 'input.id' } },
        until: { cel: 'event.data.last == true' },
      },
    });
  });
});

describe('repeat', () => {
  it('completes its turn, and tidies up around all of them', () => {
    const node =
      nodeOf(`r: { repeat: { while: "turn.index < 3", until: "turn.?last.orValue(0) == 1", max: 5, onMax: continue },
      as: turn, ${work}, complete: any, onError: finish, finally: { run: [y] } }`);
    expect(node).toMatchObject({
      kind: 'repeat',
      while: { cel: 'turn.index < 3' },
      until: { cel: 'turn.?last.orValue(0) == 1' },
      max: 5,
      onMax: 'continue',
      as: 'turn',
      scope: { complete: { count: 1, rest: 'cancel' }, letFinish: true },
      whole: { ...nothing, finally: { nodes: [{ name: 'finally' }] } },
    });
    expect(node).not.toHaveProperty('scope.finally');
    expect(node).not.toHaveProperty('whole.complete');
  });

  it('of a number alone is its bound', () => {
    expect(nodeOf(`r: { repeat: 3, ${work} }`)).toMatchObject({
      max: 3,
      onMax: 'fail',
      as: 'turn',
      whole: nothing,
    });
  });
});

describe('the end of a scope', () => {
  it('of a block and of the run', () => {
    const keys = 'complete: { when: ends.succeeded > 1 }, onError: finish, finally: { run: [y] }';
    const end = {
      complete: { when: { cel: 'ends.succeeded > 1', nodes: [] }, rest: 'cancel' },
      letFinish: true,
      finally: { nodes: [{ name: 'finally' }], ends: [0] },
    };
    expect(nodeOf(`d: { do: { x: { run: [x] } }, ${keys} }`)).toMatchObject({ scope: end });
    expect(scopeOf('x: { run: [x] }', keys.replaceAll(/, (?=[of])/g, '\n'))).toMatchObject(end);
  });

  it('numbers a block, what is in it, its end, its undoing, the end of the run', () => {
    const nodes = `d: { do: { x: { run: [x], compensate: { run: [u] } } }, finally: { run: [f] }, compensate: { run: [c] } }
e: { run: [e] }`;
    const { scope } = planOf(withNodes(nodes, 'finally: { run: [z] }'));
    expect(scope).toMatchObject({
      nodes: [
        {
          order: 0,
          scope: {
            nodes: [{ order: 1, compensate: { nodes: [{ order: 2 }] } }],
            finally: { nodes: [{ order: 3 }] },
            undoable: true,
          },
          compensate: { nodes: [{ order: 4 }] },
        },
        { order: 5 },
      ],
      finally: { nodes: [{ order: 6 }] },
      undoable: true,
    });
  });

  it('is undoable where something in it is, however deep', () => {
    const undone = 'nodes: { x: { run: [x], compensate: { run: [u] } } }';
    expect(nodeOf(`m: { map: [1], ${undone} }`)).toMatchObject({
      scope: { undoable: true },
      whole: { undoable: true },
    });
    expect(scopeOf(`m: { map: [1], ${undone} }`).undoable).toBe(true);
    expect(scopeOf(`m: { map: [1], ${work} }`)).not.toHaveProperty('undoable');
  });
});

describe('how far outwards', () => {
  it('an item is one hop from its map, and two from what is around', () => {
    const nodes = `stop: { run: [x] }
m:
  map: [1]
  nodes:
    own: { end: 1 }
    whole: { after: b, end: 1, scope: m }
    run: { after: b, fail: { type: t, title: T }, scope: run }
    off: { after: b, cancel: [b, m, stop], as: cancelled }
    b: { do: { deep: { end: 1, scope: m }, deeper: { end: 1, scope: b } } }`;
    const node = nodeOf(nodes);
    expect(node).toMatchObject({
      solo: true,
      scope: {
        nodes: [
          { levels: 0 },
          { levels: 1 },
          { levels: 2 },
          {
            targets: [
              { levels: 0, node: 4 },
              { levels: 2, node: 1 },
              { levels: 2, node: 0 },
            ],
          },
          { solo: true, scope: { nodes: [{ levels: 2 }, { levels: 0 }] } },
        ],
      },
    });
  });
});

describe('joins', () => {
  const sources = 'a: { run: [x] }\nb: { run: [x] }';

  it('by a condition, and for each', () => {
    expect(
      nodeOf(`${sources}\nc: { after: [a, b], join: { when: join.taken > 1 }, run: [x] }`),
    ).toMatchObject({
      join: { when: { cel: 'join.taken > 1', nodes: [] } },
    });
    expect(
      nodeOf(
        `${sources}\nc: { after: [a, b], join: each, when: "edge.from == 'a'", run: ["\${ edge.output.stdout }"] }`,
      ),
    ).toMatchObject({ join: 'each' });
  });

  it('unless edges stand beside the others and order nothing', () => {
    const scope =
      scopeOf(`a: { after: c, run: [x] }\nb: { after: c, unless: { node: a, on: [success, error] }, run: [x] }
c: { unless: a, run: [x] }`);
    expect(scope.edges.map(({ kind, from, to }) => `${kind} ${from}>${to}`)).toEqual([
      'forward 2>0',
      'forward 2>1',
      'unless 0>1',
      'unless 0>2',
    ]);
    expect(scope.nodes).toMatchObject([
      { incoming: [0], outgoing: [2, 3] },
      { incoming: [1], outgoing: [], unless: [2] },
      { incoming: [], outgoing: [0, 1], unless: [3] },
    ]);
    expect(scope.ends).toEqual([0, 1]);
  });

  it('a round may let end what runs', () => {
    const { edges } = scopeOf(
      'a: { after: { node: a, when: input.x, again: { max: 2, running: finish } }, run: [x] }',
    );
    expect(edges).toMatchObject([{ kind: 'again', max: 2, finish: true, region: [0] }]);
  });
});

const solo = (nodes: string, rest = ''): boolean[] => scopeOf(nodes, rest).nodes.map((node) => node.solo);
const inside = (nodes: string): boolean[] => {
  const node = nodeOf(nodes);
  return node && 'scope' in node ? node.scope.nodes.map((each) => each.solo) : [];
};

describe('stoppable alone', () => {
  it('is what may end while what is around it goes on', () => {
    expect(solo('a: { run: [x] }\nb: { cancel: a }')).toEqual([true, false]);
    expect(solo('a: { run: [x], timeout: 1m }\nb: { receive: e, timeout: 1m }')).toEqual([false, true]);
    expect(solo('a: { run: [x], lock: l, timeout: 1m }')).toEqual([true]);
    expect(solo('a: { run: [x] }', 'complete: any')).toEqual([true]);
  });

  it('is all in a block that completes early, and in items that fail alone', () => {
    expect(inside('b: { do: { x: { run: [x] } } }')).toEqual([false]);
    expect(inside('b: { do: { x: { run: [x] } }, complete: any }')).toEqual([true]);
    expect(inside(`b: { map: [1], ${work} }`)).toEqual([false]);
    expect(inside(`b: { map: [1], onItemError: fail, ${work} }`)).toEqual([false]);
    expect(inside(`b: { map: [1], onItemError: collect, ${work} }`)).toEqual([true]);
    expect(inside(`b: { map: [1], complete: any, ${work} }`)).toEqual([true]);
  });
});

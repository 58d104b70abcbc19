/** One plan in each format. */
import { describe, expect, it } from 'vitest';
import { toAscii } from '../../../src/interpreter/draw/ascii.ts';
import { toDot } from '../../../src/interpreter/draw/dot.ts';
import { pictureOf } from '../../../src/interpreter/draw/picture.ts';
import { planOf, withNodes } from '../front/support.ts';

const plan = planOf(
  withNodes(`draft: { after: { node: review, outcome: revise, again: 5 }, let: { text: hello } }
review: { human: "\${ nodes.draft.output.text }", outcomes: [publish, revise], timeout: 1d }
pack:
  after: review.publish
  do:
    label: { run: [x] }
    slip: { after: { node: label, on: error, when: 'input.a == "b"' }, run: [x] }
stop: { after: { node: pack, on: { error: [exit, "http.*"] } }, fail: { type: t, title: T } }
note: { let: { seen: "\${ nodes.?pack.status }" }, unless: stop }`),
);

describe('drawing', () => {
  it('in characters', () => {
    expect(toAscii(plan)).toBe(`test
  draft (let)
    ..> review [read]
  review (human)
    ==> draft [revise, at most 5]
    --> pack [publish]
  pack (do)
    | label (run)
    |   --> slip [error, when input.a == "b"]
    | slip (run)
    --> stop [error, exit, http.*]
    ..> note [waited for]
  stop (fail)
    --x note [unless]
  note (let)
`);
  });

  it('for Graphviz: blocks are clusters', () => {
    expect(toDot(plan)).toBe(`digraph {
  label="test";
  compound=true; node [shape=box];
  "draft" [label="draft\\nlet", style=rounded];
  "review" [label="review\\nhuman", shape=parallelogram];
  subgraph "cluster_pack" {
    label="pack (do)";
    "pack" [shape=point, style=invis];
    "pack/label" [label="label\\nrun"];
    "pack/slip" [label="slip\\nrun"];
    "pack/label" -> "pack/slip" [label="error, when input.a == \\"b\\""];
  }
  "stop" [label="stop\\nfail", style=rounded];
  "note" [label="note\\nlet", style=rounded];
  "review" -> "draft" [label="revise, at most 5", style=bold, constraint=false];
  "draft" -> "review" [style=dotted];
  "review" -> "pack" [label="publish", lhead="cluster_pack"];
  "pack" -> "stop" [label="error, exit, http.*", ltail="cluster_pack"];
  "stop" -> "note" [label="unless", style=dashed];
  "pack" -> "note" [style=dotted, ltail="cluster_pack"];
}
`);
  });

  it('as data', () => {
    const { nodes, edges } = pictureOf(plan);
    expect(nodes.map(({ id, lane }) => `${id} ${lane}`)).toEqual([
      'draft inline',
      'review waiting',
      'pack block',
      'stop inline',
      'note inline',
    ]);
    expect(nodes[2]?.nodes?.map(({ id }) => id)).toEqual(['pack/label', 'pack/slip']);
    expect(edges).toContainEqual({
      from: 'review',
      to: 'draft',
      kind: 'again',
      label: ['revise', 'at most 5'],
    });
  });
});

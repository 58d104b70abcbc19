/** Plans in each format. */
import { describe, expect, it } from 'vitest';
import { toAscii } from '../../../src/interpreter/draw/ascii.ts';
import { toDot } from '../../../src/interpreter/draw/dot.ts';
import { toMermaid } from '../../../src/interpreter/draw/mermaid.ts';
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

const undoing = planOf(`ostinato: 1
name: test
nodes:
  charge: { run: [x], compensate: { run: [y] } }
  pack:
    after: charge
    do: { label: { let: { a: 1 } } }
    compensate: { do: { unpack: { let: { a: 1 } } } }
  lines:
    after: pack
    map: [1, 2]
    nodes: { check: { let: { a: 1 } } }
    finally: { let: { b: 1 } }
finally: { run: [z] }
`);

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

describe('what undoes, and what is done at the end', () => {
  it('in characters', () => {
    expect(toAscii(undoing)).toBe(`test
  charge (run)
    | compensate (run)
    --> pack
  pack (do)
    | label (let)
    | compensate (do)
    |   | unpack (let)
    --> lines
  lines (map)
    | check (let)
    | finally (let)
  finally (run)
`);
  });

  it('for Graphviz', () => {
    expect(toDot(undoing)).toBe(`digraph {
  label="test";
  compound=true; node [shape=box];
  "charge" [label="charge\\nrun"];
  "charge/compensate" [label="compensate\\nrun"];
  "charge" -> "charge/compensate" [label="undone by", style=dotted, dir=none];
  subgraph "cluster_pack" {
    label="pack (do)";
    "pack" [shape=point, style=invis];
    "pack/label" [label="label\\nlet", style=rounded];
  }
  subgraph "cluster_pack/compensate" {
    label="compensate (do)";
    "pack/compensate" [shape=point, style=invis];
    "pack/compensate/unpack" [label="unpack\\nlet", style=rounded];
  }
  "pack" -> "pack/compensate" [label="undone by", style=dotted, dir=none, ltail="cluster_pack", lhead="cluster_pack/compensate"];
  subgraph "cluster_lines" {
    label="lines (map)";
    "lines" [shape=point, style=invis];
    "lines/check" [label="check\\nlet", style=rounded];
    "lines/finally" [label="finally\\nlet", style=rounded];
  }
  "finally" [label="finally\\nrun"];
  "charge" -> "pack" [lhead="cluster_pack"];
  "pack" -> "lines" [ltail="cluster_pack", lhead="cluster_lines"];
}
`);
  });

  it('in Mermaid', () => {
    expect(toMermaid(undoing)).toBe(`flowchart TD
  n_charge["charge<br/>run"]
  n_charge__compensate["compensate<br/>run"]
  n_charge -.-|"undone by"| n_charge__compensate
  subgraph n_pack["pack"]
    n_pack__label["label<br/>let"]
  end
  subgraph n_pack__compensate["compensate"]
    n_pack__compensate__unpack["unpack<br/>let"]
  end
  n_pack -.-|"undone by"| n_pack__compensate
  subgraph n_lines["lines: for each item"]
    n_lines__check["check<br/>let"]
    n_lines__finally["finally<br/>let"]
  end
  n_finally["finally<br/>run"]
  n_charge --> n_pack
  n_pack --> n_lines
`);
  });

  it('as data', () => {
    const { nodes, finally: last } = pictureOf(undoing);
    expect(nodes.map(({ id, compensate }) => [id, compensate?.id, compensate?.kind])).toEqual([
      ['charge', 'charge/compensate', 'run'],
      ['pack', 'pack/compensate', 'do'],
      ['lines', undefined, undefined],
    ]);
    expect(nodes[1]?.compensate?.nodes?.map(({ id }) => id)).toEqual(['pack/compensate/unpack']);
    expect(nodes[2]?.finally).toEqual({
      id: 'lines/finally',
      name: 'finally',
      kind: 'let',
      lane: 'inline',
    });
    expect(last?.id).toBe('finally');
  });
});

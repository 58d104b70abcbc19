import { describe, expect, it } from 'vitest';
import { toMermaid } from '../../../src/interpreter/draw/mermaid.ts';
import { planOf, withNodes } from '../front/support.ts';

describe('toMermaid', () => {
  it('draws nodes, edges, blocks and the way back', () => {
    const nodes = `draft: { after: { node: review, outcome: revise, again: 5 }, let: { text: hello } }
review: { human: "\${ nodes.draft.output.text }", outcomes: [publish, revise], timeout: 1d }
pack:
  after: review.publish
  do:
    label: { run: [x] }
    slip: { after: { node: label, on: error, when: 'input.a == "b"' }, run: [x] }
stop: { after: { node: pack, on: { error: [exit, "http.*"] } }, fail: { type: t, title: T } }`;
    expect(toMermaid(planOf(withNodes(nodes)))).toBe(`flowchart TD
  n_draft["draft<br/>let"]
  n_review[/"review<br/>human"/]
  subgraph n_pack["pack"]
    n_pack__label["label<br/>run"]
    n_pack__slip["slip<br/>run"]
    n_pack__label -->|"error, when input.a == #quot;b#quot;"| n_pack__slip
  end
  n_stop(["stop<br/>fail"])
  n_review ==>|"revise, again 5"| n_draft
  n_draft -.-> n_review
  n_review -->|"publish"| n_pack
  n_pack -->|"error, exit, http.*"| n_stop
`);
  });

  it('draws what runs many times, guards, events and other definitions', () => {
    const nodes = `lines:
  map: "\${ input.lines }"
  as: line
  nodes: { check: { workflow: check-stock } }
poll: { after: lines, repeat: 5, nodes: { pause: { wait: 1m } } }
paid: { unless: poll, receive: payment, timeout: 1d }
tell: { after: paid, emit: order.done }
stop: { after: tell, cancel: lines }
more: { after: tell, plan: { graph: {} } }`;
    expect(toMermaid(planOf(withNodes(nodes)))).toBe(`flowchart TD
  subgraph n_lines["lines: for each line"]
    n_lines__check[["check<br/>workflow"]]
  end
  subgraph n_poll["poll: at most 5 times"]
    n_poll__pause(["pause<br/>wait"])
  end
  n_paid[/"paid<br/>receive"/]
  n_tell[\\"tell<br/>emit"\\]
  n_stop(["stop<br/>cancel"])
  n_more[["more<br/>plan"]]
  n_lines --> n_poll
  n_poll --x n_paid
  n_paid --> n_tell
  n_tell --> n_stop
  n_tell --> n_more
`);
  });
});

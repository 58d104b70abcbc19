import { expect, it } from 'vitest';
import { createState } from '../../../src/interpreter/core/state.ts';
import { describeRun } from '../../../src/interpreter/core/status.ts';
import { transition } from '../../../src/interpreter/core/transition.ts';
import { compileDefinition } from '../../../src/interpreter/index.ts';

function detailsOf(yaml: string): string {
  const { plan } = compileDefinition(yaml, { tools: [], secrets: [] });
  if (!plan) throw new Error('the definition has faults');
  const state = createState(plan, { id: 'r', workflow: plan.name, version: 1 }, {});
  transition(plan, state, { type: 'start', at: 0 });
  return describeRun(plan, state);
}

it('says what runs, and everything that a run waits for', () => {
  const details = detailsOf(`
ostinato: 1
name: all
title: All at once
nodes:
  work: { run: [sleep, "1"], timeout: 1m }
  pause: { wait: 10m }
  ask: { human: Go on?, outcomes: [yes_, no_], deadline: { after: 1d, outcome: no_ } }
`);
  expect(details).toBe(`**All at once**: 0 visits ended, 1 under way

**Running**
- work#1

**Waits for its time**
- pause#1

**Waits for an answer**
- \`ask#1\` Go on?

Answer with the update or the signal \`resume\`: \`{"request":"ask#1","outcome":"yes_"}\``);
});

it('advises an outcome of the node that asks, not of one with the same name in another block', () => {
  const details = detailsOf(`
ostinato: 1
name: twins
nodes:
  first: { after: never, do: { ask: { human: A?, outcomes: [a1, a2] } } }
  never: { wait: 1d }
  second: { do: { ask: { human: B?, outcomes: [b1, b2] } } }
`);
  expect(details).toContain('{"request":"second#1/ask#1","outcome":"b1"}');
});

it('says that a vote needs to know who answers', () => {
  const details = detailsOf(`
ostinato: 1
name: vote
nodes:
  vote: { human: A?, outcomes: [yes_, no_], quorum: 2, deadline: { after: 1d, outcome: no_, output: [] } }
`);
  expect(details).toContain('{"request":"vote#1","outcome":"yes_","by":"…"}');
});

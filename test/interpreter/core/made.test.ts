/** Graphs that are made while the run goes on, and runs of other definitions. */
import { describe, expect, it } from 'vitest';
import type { CompileReply } from '../../../src/interpreter/call.ts';
import type { DefineNode, PlanNode, WorkflowNode } from '../../../src/interpreter/plan.ts';
import { byHand } from '../../support/by-hand.ts';
import { traceOf } from '../../support/fixture.ts';
import { expr } from '../../support/plan-blocks.ts';
import { forward, once, planOf, scopeOf, tool, value } from '../../support/plan.ts';
import type { Json } from '../../../src/interpreter/json.ts';

const allow = { nodes: 10, depth: 2 };
const make = (more: Partial<PlanNode> = {}) =>
  ({ name: 'p', kind: 'plan', graph: { value: { nodes: {} } }, allow, solo: true, ...more }) as const;
const define = (more: Partial<DefineNode> = {}) =>
  ({
    name: 'd',
    kind: 'define',
    definition: { value: 'text' },
    allow,
    goOn: true,
    solo: true,
    ...more,
  }) as const;
const child = (more: Partial<WorkflowNode> = {}) =>
  ({
    name: 'w',
    kind: 'workflow',
    workflow: 'other',
    input: { value: { n: 1 } },
    detach: false,
    retry: once,
    solo: true,
    ...more,
  }) as const;

/** What the activity gives is JSON by its contract. */
const reply = (of: CompileReply) => of as unknown as Json;

describe('plan', () => {
  const graph = planOf(scopeOf([value('x', expr('input.n + vars.k')), tool('y')], [forward(0, 1)]), {
    vars: [['k', { value: 10 }]],
  });
  const outer = planOf(scopeOf([make(), value('z', expr('nodes.p.output.y', 'p'))], [forward(0, 1)]), {
    vars: [['k', { value: 1 }]],
  });

  it('runs in place, with an input and variables of its own', () => {
    const { feed, done, state } = byHand(outer);
    expect(feed({ type: 'start' })).toEqual(['p#1/compile']);
    expect(done('p#1/compile', reply({ ok: true, plan: graph, input: { n: 5 }, name: 'made' }))).toEqual([
      'p#1/y#1',
    ]);
    expect(traceOf(state(), outer)).toEqual(['p#1/x#1 succeeded']);
    expect(done('p#1/y#1', 'done')).toEqual(['finish']);
    expect(state().result).toMatchObject({ output: { z: { v: 'done' } } });
    expect(state().vars).toEqual({ k: 1 });
  });

  it('fails with what is wrong with it', () => {
    const { feed, done, state } = byHand(outer);
    feed({ type: 'start' });
    const fault = {
      code: 'OST301',
      severity: 'error',
      message: 'There is no node `q`.',
      path: '',
      line: 1,
      column: 1,
      frame: '',
      endLine: 1,
      endColumn: 2,
    } as const;
    done('p#1/compile', reply({ ok: false, diagnostics: [fault] }));
    expect(state().result).toMatchObject({
      error: {
        type: 'definition',
        title: 'The graph has 1 fault',
        detail: 'OST301: There is no node `q`.',
        data: [{ code: 'OST301' }],
      },
    });
  });

  it('ends like any block when its variables cannot be computed: what tidies up is done', () => {
    const tidy = scopeOf([tool('finally')]);
    const plan = planOf(scopeOf([tool('y')], [], { finally: tidy }), { vars: [['k', expr('[0][1]')]] });
    const { feed, done, state } = byHand(outer);
    feed({ type: 'start' });
    const reached = reply({ ok: true, plan, input: {}, name: 'made' });
    expect(done('p#1/compile', reached)).toEqual(['p#1/finally/cleanup', 'p#1/finally#1']);
    expect(done('p#1/finally#1')).toEqual(['stop p#1/finally', 'finish']);
    expect(state().result).toMatchObject({ error: { type: 'expression', instance: 'p#1' } });
    expect(Object.values(state().scopes).map(({ phase }) => phase.is)).not.toContain('active');
  });

  it('orders its nodes where its own node stands', () => {
    const scope = scopeOf([make(), tool('b')]);
    const { feed, done } = byHand(planOf(scope, { limits: { cleanupMs: 1, parallel: 1 } }));
    expect(feed({ type: 'start' })).toEqual(['p#1/compile', 'b#1']);
    const two = planOf(scopeOf([tool('x'), tool('y')]));
    expect(done('p#1/compile', reply({ ok: true, plan: two, input: {}, name: 'made' }))).toEqual([]);
    expect(done('b#1')).toEqual(['p#1/x#1']);
    expect(done('p#1/x#1')).toEqual(['p#1/y#1']);
  });
});

describe('define', () => {
  it('goes on in what was registered, or gives its name and version', () => {
    const inner = planOf(scopeOf([value('x', { value: 1 })]));
    const answer = reply({ ok: true, plan: inner, input: {}, name: 'made', version: 3 });
    const goesOn = byHand(planOf(scopeOf([define()])));
    goesOn.feed({ type: 'start' });
    goesOn.done('d#1/compile', answer);
    expect(goesOn.state().result).toMatchObject({ output: { d: { x: { v: 1 } } } });
    const registers = byHand(planOf(scopeOf([define({ goOn: false })])));
    registers.feed({ type: 'start' });
    registers.done('d#1/compile', answer);
    expect(registers.state().result).toMatchObject({ output: { d: { name: 'made', version: 3 } } });
  });
});

describe('workflow', () => {
  it('gives what the child gives, checked, and fails with its error at its own place', () => {
    const plan = planOf(scopeOf([child({ returns: { type: 'number' } })]));
    const good = byHand(plan);
    expect(good.feed({ type: 'start' })).toEqual(['w#1']);
    good.done('w#1', 5);
    expect(good.state().result).toMatchObject({ output: { w: 5 } });
    const bad = byHand(plan);
    bad.feed({ type: 'start' });
    const error = { type: 'rejected', title: 'No', instance: 'ask#1', retryable: false };
    bad.feed({ type: 'failed', op: 'w#1', error });
    expect(bad.state().result).toMatchObject({
      error: { type: 'rejected', instance: 'w#1', data: { instance: 'ask#1' } },
    });
    const misfit = byHand(plan);
    misfit.feed({ type: 'start' });
    misfit.done('w#1', 'text');
    expect(misfit.state().result).toMatchObject({
      error: { type: 'returns', detail: expect.stringContaining('number'), data: [{ path: '' }] },
    });
  });

  it('does not nest deeper than allowed', () => {
    const { feed, state } = byHand(
      planOf(scopeOf([child()]), { limits: { cleanupMs: 1, parallel: 5, depth: 2 } }),
      { depth: 2 },
    );
    feed({ type: 'start' });
    expect(state().result).toMatchObject({ error: { type: 'depth' } });
  });

  it('is stopped with its run, and waited for', () => {
    const { feed, state } = byHand(planOf(scopeOf([child()])));
    feed({ type: 'start' });
    expect(feed({ type: 'cancel' })).toEqual(['stop run', 'stop w#1']);
    expect(feed({ type: 'stopped', op: 'w#1' })).toEqual(['finish']);
    expect(state().result?.status).toBe('cancelled');
  });
});

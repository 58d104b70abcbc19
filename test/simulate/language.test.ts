/** The constructs that reach outside of a run, in the simulation: items, turns, events, locks, child runs, verbs. */
import { describe, expect, it } from 'vitest';
import type { EdgePlan } from '../../src/interpreter/plan.ts';
import { coverageOf } from '../../src/simulate/coverage.ts';
import { planOf, tryOut } from './support.ts';

describe('items and turns', () => {
  const plan = planOf(
    `
check:
  map: \${ input.orders }
  concurrency: 2
  onItemError: collect
  nodes:
    look: { tool: data.echo, input: { n: "\${ item }" } }
    ship: { after: look, run: [ship] }
  output: \${ nodes.look.output }
`,
    'input: { type: object, properties: { orders: { type: array, items: { type: integer }, default: [1, 2, 3] } } }',
  );

  it('take fakes in the order of their starts, or by their paths', () => {
    const { output, passedMs } = tryOut(
      plan,
      'fakes: { look: [{ output: a, after: 1h }, { output: b, after: 1h }, { output: c, after: 1h }], "check#1[1]/ship": { error: exit } }',
    );
    expect(output).toEqual({
      check: [
        { index: 0, output: 'a' },
        { index: 1, error: expect.objectContaining({ type: 'exit' }) },
        { index: 2, output: 'c' },
      ],
    });
    expect(passedMs).toBe(7_200_000);
  });

  it('are counted together, with their edges', () => {
    const taken = new Set<EdgePlan>();
    const { visits } = tryOut(plan, '{}', { taken: (edge) => taken.add(edge) });
    expect(visits).toMatchObject({ check: 1, 'check/look': 3, 'check/ship': 3 });
    expect(coverageOf(plan, taken)).toEqual({ taken: 1, all: 1, missing: [] });
  });

  it('of a loop go on until its condition holds', () => {
    const loop = planOf(`
poll:
  repeat: { until: turn.last == 'shipped', max: 9 }
  nodes:
    pause: { wait: 10m }
    state: { after: pause, tool: data.echo, input: {} }
  output: \${ nodes.state.output }
`);
    const { output, passedMs } = tryOut(
      loop,
      'fakes: { state: [{ output: packed, times: 2 }, { output: shipped }] }',
    );
    expect(output).toEqual({ poll: 'shipped' });
    expect(passedMs).toBe(30 * 60_000);
  });
});

describe('events', () => {
  const plan = planOf(`
paid: { receive: { any: [payment, { event: cancelled, key: "\${ run.id }" }] }, timeout: 3d }
tell: { after: paid.payment, emit: order.done, data: { paid: "\${ nodes.paid.output.amount }" } }
`);

  it('come from the script, at their time or when nothing is under way', () => {
    const sent = tryOut(plan, 'events: [{ name: payment, data: { amount: 7 }, at: 2h }]');
    expect(sent).toMatchObject({ status: 'succeeded', passedMs: 7_200_000 });
    expect(sent.emitted).toEqual([{ name: 'order.done', data: { paid: 7 } }]);
    expect(sent.trace[0]).toBe('paid#1 succeeded:payment');
    expect(tryOut(plan, 'events: [{ name: cancelled, key: run-1 }]').trace[0]).toBe(
      'paid#1 succeeded:cancelled',
    );
  });

  it('that do not come run out of time, or leave the run waiting', () => {
    expect(tryOut(plan).error).toMatchObject({ type: 'timeout', instance: 'paid#1' });
    expect(tryOut(planOf('on: { receive: news }'))).toMatchObject({ status: 'waiting', awaited: ['news'] });
  });
});

describe('runs in runs', () => {
  const parent = planOf(`
stock: { workflow: stock, input: { sku: a }, retry: 2 }
heard: { receive: stock.low }
`);
  const stock = planOf(
    `
count: { tool: data.echo, input: {} }
low: { after: count, emit: stock.low, data: "\${ nodes.count.output }" }
`,
    'input: { type: object, required: [sku] }',
  );

  it('are really run where there is a definition: their events, their errors, their attempts', () => {
    const { output, visits } = tryOut(parent, 'fakes: { count: { output: 3 } }', { definitions: { stock } });
    expect(output).toEqual({ stock: { low: null }, heard: 3 });
    expect(visits).toEqual({ stock: 1, heard: 1 });
    const failing = 'failures: { count: { error: broken, times: 3 } }\nfakes: { count: { output: 4 } }';
    expect(tryOut(parent, failing, { definitions: { stock } })).toMatchObject({
      output: { heard: 4 },
      passedMs: 4_000,
    });
  });

  it('are told what is wrong with their input', () => {
    const wrong = planOf('stock: { workflow: stock, input: {} }');
    expect(tryOut(wrong, '{}', { definitions: { stock } }).error).toMatchObject({
      type: 'input',
      instance: 'stock#1',
    });
  });

  it('are faked, or made up, where there is none', () => {
    const plan = planOf('a: { workflow: far, returns: { type: integer } }\nb: { workflow: far }');
    expect(tryOut(plan, 'fakes: { b: { output: x } }')).toMatchObject({
      output: { a: 0, b: 'x' },
      madeUp: { 'a#1': 0 },
    });
  });

  it('end with the run around them', () => {
    const waits = planOf('ask: { human: Now? }');
    const plan = planOf('far: { workflow: far, timeout: 1h }');
    expect(tryOut(plan, '{}', { definitions: { far: waits } })).toMatchObject({
      error: { type: 'timeout', instance: 'far#1' },
      passedMs: 3_600_000,
    });
    const stopped = planOf(
      'far: { workflow: far }\nstop: { wait: 5m }\nfail: { after: stop, fail: { type: no, title: No } }',
    );
    expect(tryOut(stopped, '{}', { definitions: { far: waits } })).toMatchObject({
      error: { type: 'no' },
      trace: ['stop#1 succeeded', 'fail#1 failed', 'far#1 cancelled'],
    });
  });
});

describe('what runs have in common', () => {
  it('a global lock lets one after the other in', () => {
    const plan = planOf(`
a: { run: [x], lock: { name: printer, scope: global } }
b: { run: [x], lock: { name: printer, scope: global } }
`);
    expect(tryOut(plan, 'fakes: { a: { after: 1h }, b: { after: 1h } }')).toMatchObject({
      status: 'succeeded',
      passedMs: 7_200_000,
    });
  });

  it('a result that is kept is not made again, until its time is over', () => {
    const plan = planOf(`
turns:
  repeat: 3
  nodes:
    ask: { tool: data.echo, input: { q: 1 }, cache: 90m }
    pause: { after: ask, wait: 1h }
  output: \${ nodes.ask.output }
`);
    const { output, visits } = tryOut(plan, 'fakes: { ask: [{ output: 1 }, { output: 2 }] }');
    expect(output).toEqual({ turns: 2 });
    expect(visits['turns/ask']).toBe(3);
  });
});

describe('people and verbs', () => {
  it('several people answer one request', () => {
    const plan = planOf(
      'vote: { human: Agreed?, outcomes: [yes, no], quorum: { count: 2, of: 3 } }'.replace(
        '[yes, no]',
        '[for, against]',
      ),
    );
    const { trace } = tryOut(
      plan,
      'people: { vote: [[{ by: ada, outcome: for }, { by: bob, outcome: against }, { by: cy, outcome: for, after: 1h }]] }',
    );
    expect(trace).toEqual(['vote#1 succeeded:for']);
  });

  it('a run that is paused goes on when it is told to', () => {
    const plan = planOf('a: { wait: 1h }\nb: { after: a, let: { x: 1 } }');
    const script = 'verbs: [{ do: pause, at: 30m }, { do: unpause, at: 5h }]';
    expect(tryOut(plan, script)).toMatchObject({ status: 'succeeded', passedMs: 18_000_000 });
    expect(tryOut(plan, 'verbs: [{ do: step-mode, on: true, at: 1s }]')).toMatchObject({
      status: 'waiting',
      halted: true,
    });
    expect(tryOut(plan, 'verbs: [{ do: cancel-node, node: a, at: 1m }]').trace[0]).toBe('a#1 cancelled');
  });
});

describe('graphs that are made while a run goes on', () => {
  it('are checked and run like any', () => {
    const plan = planOf(
      'make: { tool: data.echo, input: {} }\nrest: { plan: { graph: "${ nodes.make.output }" } }',
    );
    const graph = '{ x: { let: { v: 1 } } }';
    expect(tryOut(plan, `fakes: { make: { output: ${graph} } }`).output).toEqual({ rest: { x: { v: 1 } } });
    expect(tryOut(plan, 'fakes: { make: { output: { x: { lett: {} } } } }').error).toMatchObject({
      type: 'definition',
    });
  });
});

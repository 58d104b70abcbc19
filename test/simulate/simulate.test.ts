/** What an author's script becomes: fakes by visit, attempt and place; people; events; models; child runs. */
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readShape, scriptShape } from '../../src/simulate/script.ts';
import { planOf, tryOut } from './support.ts';

describe('fakes', () => {
  const loop = planOf(`
work: { tool: data.echo, after: { node: ask, outcome: again, again: 5 }, retry: 3 }
ask: { after: work, human: Enough?, outcomes: [again, enough], deadline: { after: 1h, outcome: again } }
last: { after: { node: ask, on: [success, exhausted] }, let: { seen: "\${ nodes.work.output }" } }
`);

  it('of a list are used one after the other, attempts included; the last one holds on', () => {
    const { output, visits, passedMs } = tryOut(
      loop,
      'fakes: { work: [{ output: 1 }, { error: early, times: 2 }, { output: 2 }] }\npeople: { ask: [{ outcome: again }, { outcome: again }, { outcome: enough }] }',
    );
    expect(output).toEqual({ last: { seen: 2 } });
    expect(visits).toMatchObject({ work: 3, ask: 3 });
    expect(passedMs).toBe(3_000);
  });

  it('are found by the narrowest key', () => {
    const plan = planOf(
      'a: { tool: data.echo }\nb: { do: { c: { tool: data.echo }, d: { tool: data.echo } }, output: "${ [nodes.c.output, nodes.d.output] }" }',
    );
    const script =
      'fakes: { a: { output: 1 }, c: { output: 2 }, b/c: { output: 3 } }\ntools: { data.echo: { output: 4 } }';
    expect(tryOut(plan, script).output).toEqual({ a: 1, b: [3, 4] });
    expect(
      tryOut(
        plan,
        'fakes: { "b#1/c#1": { output: 5 }, b/c: { output: 3 }, d: { output: 0 }, a: { output: 1 } }',
      ).output,
    ).toEqual({ a: 1, b: [5, 0] });
  });

  it('of programs name the parts that matter; data and stdout follow from each other', () => {
    const plan = planOf(
      'p: { run: [x], returns: { type: object, required: [n], properties: { n: { type: integer } } } }',
    );
    const whole = { exit: 0, stderr: '', stdout: '{"n":1}', data: { n: 1 } };
    expect(tryOut(plan, 'fakes: { p: { output: { data: { n: 1 } } } }').output).toEqual({ p: whole });
    expect(tryOut(plan, `fakes: { p: { output: { stdout: '{"n":1}' } } }`).output).toEqual({ p: whole });
    const { output, madeUp } = tryOut(plan);
    expect(output).toMatchObject({ p: { data: { n: 0 } } });
    expect(madeUp).toEqual({ 'p#1': { n: 0 } });
  });

  it('that only take their time are made up; failures come first', () => {
    const plan = planOf('p: { run: [x], retry: 3 }');
    const { passedMs, status } = tryOut(
      plan,
      'fakes: { p: { after: 5m } }\nfailures: { p: { error: exit, after: 1m } }',
    );
    expect(status).toBe('succeeded');
    expect(passedMs).toBe(60_000 + 1_000 + 300_000);
  });

  it('may suspend their node, which then waits for a person', () => {
    const plan = planOf('bank: { tool: data.echo }');
    const suspended =
      'fakes: { bank: { suspend: { status: waiting-for-bank, reason: The bank is closed } } }';
    expect(tryOut(plan, suspended)).toMatchObject({
      status: 'waiting',
      requests: [{ id: 'bank#1', prompt: 'The bank is closed' }],
    });
    expect(tryOut(plan, `${suspended}\npeople: { bank: { value: paid, after: 12h } }`)).toMatchObject({
      status: 'succeeded',
      output: { bank: 'paid' },
      passedMs: 43_200_000,
    });
  });

  it('may end in doubt what must be done once; each time it is asked about', () => {
    const plan = planOf('p: { run: [x], effect: once, retry: 3 }');
    const lost = 'failures: { p: { error: worker-lost, times: 2 } }';
    expect(tryOut(plan, lost)).toMatchObject({
      status: 'waiting',
      requests: [{ id: 'p#1', prompt: expect.stringContaining('Did it happen?') }],
    });
    const asked = 'people: { p: [{ outcome: again }, { outcome: happened, value: paid }] }';
    expect(tryOut(plan, `${lost}\n${asked}`)).toMatchObject({
      status: 'succeeded',
      output: { p: { data: 'paid' } },
      refused: [],
    });
    const doubt = 'failures: { p: { error: { type: bank.lost, doubt: true } } }';
    expect(tryOut(plan, doubt).status).toBe('waiting');
    // What is certain is tried again.
    expect(tryOut(plan, 'failures: { p: { error: exit, times: 2 } }').status).toBe('succeeded');
  });

  it('say so where no value can be made up', () => {
    const plan = planOf('p: { run: [x], returns: { type: string, pattern: "^[A-Z]{3}$" } }');
    expect(tryOut(plan).error).toMatchObject({ type: 'no-fake', instance: 'p#1' });
  });
});

describe('models', () => {
  const plan = planOf(`
think:
  agent: { model: compatible/m, maxTurns: 3 }
  prompt: Think.
  tools: [data.echo]
  returns: { type: integer }
`);

  it('speak the turns that are scripted, and call tools that are faked', () => {
    const turns = 'models: { think: [{ calls: [{ tool: data.echo, input: {} }] }, { value: 7 }] }';
    expect(tryOut(plan, turns).output).toEqual({ think: 7 });
    expect(tryOut(plan, `${turns}\nfakes: { think/data.echo: { error: broken } }`).status).toBe('succeeded');
  });

  it('may say what does not fit, and are asked again', () => {
    expect(tryOut(plan, 'models: { think: [no idea, { value: 7 }] }').output).toEqual({ think: 7 });
    expect(tryOut(plan, 'models: { think: no idea }').error?.type).toBe('turns');
  });

  it('without a script give a value of the schema; a fake is one turn', () => {
    expect(tryOut(plan)).toMatchObject({ output: { think: 0 }, madeUp: { 'think#1': 0 } });
    expect(tryOut(plan, 'fakes: { think: { output: 3 } }').output).toEqual({ think: 3 });
  });

  it('that call tools for ever run out of turns', () => {
    expect(tryOut(plan, 'models: { think: { calls: [{ tool: data.echo }] } }').error?.type).toBe('turns');
  });
});

describe('people', () => {
  it('whom nobody plays leave the run waiting, and it says for what', () => {
    const plan = planOf('ask: { human: Go on?, outcomes: [yes, no] }'.replace('[yes, no]', '[go, stop]'));
    expect(tryOut(plan)).toMatchObject({ status: 'waiting', requests: [{ id: 'ask#1', prompt: 'Go on?' }] });
    expect(tryOut(plan, 'people: { ask: { outcome: perhaps } }').refused).toEqual([
      'outcome must be one of go, stop',
    ]);
  });

  it('may end the run from outside, at their time', () => {
    const plan = planOf('ask: { human: Go on?, outcomes: [go, stop] }');
    expect(tryOut(plan, 'verbs: [{ do: cancel, reason: enough, at: 2h }]')).toMatchObject({
      status: 'cancelled',
      passedMs: 7_200_000,
    });
  });
});

const faultsOf = (text: string) => {
  const read = readShape(scriptShape, parse(text));
  return read.ok ? [] : read.faults;
};

describe('a script', () => {
  it.each([
    ['fake: {}', 'there is no key `fake`: did you mean `fakes`?'],
    ['fakes: { a: { outputt: 1 } }', 'fakes.a: there is no key `outputt`: did you mean `output`?'],
    ['people: { ask: { outcome: yes, after: 3 } }', /people\.ask\.after: /],
    ['events: [{ key: x }]', /events\.0\.name: /],
    ['verbs: [{ do: jump }]', /verbs\.0\.do: /],
  ])('with a fault is refused: %s', (text, fault) => {
    expect(faultsOf(text)).toEqual([typeof fault === 'string' ? fault : expect.stringMatching(fault)]);
  });
});

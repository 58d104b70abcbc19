/** Phases: what they compile to is run in memory. */
import { describe, expect, it } from 'vitest';
import type { Call } from '../../../../src/interpreter/call.ts';
import type { Json } from '../../../../src/interpreter/json.ts';
import { type Reply, runInMemory, type Sent } from '../../../support/memory-run.ts';
import { codesOf, compile, planOf } from '../support.ts';

const head = 'ostinato: 1\nname: test\n';

const toolResult = (call: Call): Reply => ({ result: 'input' in call ? call.input : null });

/** What a run gives: its output, or the error. */
function outcomeOf(text: string, input: Json = {}, sent: readonly Sent[] = [], world = toolResult): Json {
  const { result } = runInMemory(planOf(text), world, { input, sent });
  if (result?.status === 'succeeded') return result.output;
  return result?.status === 'failed'
    ? `${result.error.type}: ${result.error.title}`
    : (result?.status ?? null);
}

const classes = (rest: string): string => `${head}${rest}
phases:
  a: { let: { at: a }, classification: [one, uno], next: end }
  b: { let: { at: b }, classification: two, next: end }
  c: { let: { at: c }, classification: three }
output: "\${ nodes.?a.output.?at.or(nodes.?b.output.?at).or(nodes.?c.output.?at).orValue('none') }"`;

const codes = (phases: string, rest = ''): string[] => codesOf(`${head}${rest}\nphases:\n${phases}`);

const choosing = (next: string): string => `${head}phases:
  a:
    tool: data.echo
    input: { next: "\${ input.pick }" }
    next: ${next}
  b: { let: { at: b }, next: end }
  c: { let: { at: c } }
output: "\${ nodes.?b.output.?at.or(nodes.?c.output.?at).orValue('none') }"`;

const program = (): Reply => ({
  result: { exit: 0, stdout: '', stderr: '', data: { classification: 'two' } },
});

describe('phases', () => {
  it('follow each other in the order of the text', () => {
    const text = `${head}phases:
  a: { let: { n: 1 } }
  b: { let: { n: "\${ nodes.a.output.n + 1 }" } }
  c: { let: { n: "\${ nodes.b.output.n + 1 }" } }`;
    expect(outcomeOf(text)).toEqual({ a: { n: 1 }, b: { n: 2 }, c: { n: 3 } });
    const list = text.replaceAll(/^ {2}(?=[abc]:)/gm, '  - ');
    expect(planOf(list)).toEqual(planOf(text));
  });

  it('go on where the result says', () => {
    const text = choosing('[b, c, end]');
    expect(outcomeOf(text, { pick: 'b' })).toBe('b');
    expect(outcomeOf(text, { pick: 'c' })).toBe('c');
    expect(outcomeOf(text, { pick: 'end' })).toBe('none');
  });

  it('refuse a choice that is none of next, and none at all', () => {
    const refused = 'classification: After a may come c, the end, and not ';
    const text = choosing('[c, end]')
      .replace(/\n {2}b: .*/, '')
      .replace(/\noutput: .*/, '');
    expect(outcomeOf(text, { pick: 'b' })).toBe(`${refused}"b"`);
    expect(outcomeOf(text, { pick: null })).toBe(`${refused}null`);
    expect(outcomeOf(text, { pick: 3 })).toBe(`${refused}3`);
  });

  it('go on by conditions, the first true one', () => {
    const text = choosing('{ b: "input.pick > 5", c: "input.pick > 2" }');
    expect(outcomeOf(text, { pick: 7 })).toBe('b');
    expect(outcomeOf(text, { pick: 3 })).toBe('c');
    expect(outcomeOf(text, { pick: 1 })).toBe(
      'classification: After a may come b, c, and no condition is true',
    );
  });

  it('go on where a switch says', () => {
    const text = `${head}phases:
  a: { switch: { b: input.pick > 5, c: input.pick > 2 }, next: [b, c] }
  b: { let: { at: b }, next: end }
  c: { let: { at: c } }`;
    expect(outcomeOf(text, { pick: 7 })).toEqual({ b: { at: 'b' } });
    expect(outcomeOf(text, { pick: 3 })).toEqual({ c: { at: 'c' } });
    expect(outcomeOf(text, { pick: 1 })).toBe(
      'classification: After a may come b, c, and no condition is true',
    );
  });

  it('give a person the ways as outcomes, and go back as often as they say', () => {
    const text = `${head}phases:
  draft: { let: { text: "\${ nodes.?review.output.?remarks.orValue('first') }" } }
  review:
    human: Good?
    form: { type: object, properties: { remarks: { type: string } } }
    deadline: { after: 1d, outcome: publish }
    next: [publish, { phase: draft, again: 1 }]
  publish: { let: { text: "\${ nodes.draft.output.text }" } }
output: \${ nodes.?publish.output.?text }`;
    const revise: Sent = { node: 'review', outcome: 'draft', value: { remarks: 'shorter' } };
    expect(outcomeOf(text, {}, [revise, { node: 'review', outcome: 'publish' }])).toBe('shorter');
    expect(outcomeOf(text, {}, [revise, revise])).toMatch(/^again-exhausted/);
  });

  it('go back to themselves, and from a block and by conditions to others', () => {
    const self = `${head}phases:
  a: { human: Again?, next: [{ phase: a, again: 2 }, b], deadline: { after: 1d, outcome: b } }
  b: { let: { x: 1 } }`;
    const again: Sent = { node: 'a', outcome: 'a' };
    expect(outcomeOf(self, {}, [again, again, { node: 'a', outcome: 'b' }])).toEqual({
      a: null,
      b: { x: 1 },
    });
    const block = `${head}vars: { n: 0 }
phases:
  - count: { set: { n: "\${ vars.n + 1 }" } }
  - work:
      do:
        - let: { n: "\${ vars.n }" }
        - tool: data.echo
          input: { next: "\${ nodes.work_let_1.output.n < 3 ? 'count' : 'end' }" }
      output: \${ nodes.work_tool_2.output }
      next: [{ phase: count, again: 5 }, end]
output: \${ vars.n }`;
    expect(outcomeOf(block)).toBe(3);
    const conditions = `${head}vars: { n: 0 }
phases:
  count: { set: { n: "\${ vars.n + 1 }" } }
  work: { wait: 1s, next: { count: { when: vars.n < 3, again: 5 }, end: true } }
output: \${ vars.n }`;
    expect(outcomeOf(conditions)).toBe(3);
  });

  it('may go on to an earlier one from which they cannot be reached', () => {
    const text = `${head}phases:
  a: { wait: 1s, next: c }
  b: { let: { at: b }, next: end }
  c: { let: { at: c }, next: b }
output: \${ nodes.b.output.at }`;
    expect(outcomeOf(text)).toBe('b');
  });

  it('ask an agent for one of the ways', () => {
    const text = `${head}phases:\n  a: { agent: {}, prompt: Go., next: [b, c] }\n  b: { wait: 1s }\n  c: { wait: 1s }`;
    expect(planOf(text).scope.nodes[0]).toMatchObject({
      returns: { required: ['next'], properties: { next: { enum: ['b', 'c'] } } },
    });
  });
});

describe('classes', () => {
  it('name the phase at which a submission begins; without one it is the first', () => {
    const text = classes('');
    expect(outcomeOf(text, { classification: 'two' })).toBe('b');
    expect(outcomeOf(text, { classification: 'uno' })).toBe('a');
    expect(outcomeOf(text, {})).toBe('a');
    expect(outcomeOf(text, { classification: null })).toBe('a');
    expect(outcomeOf(text, { classification: 'four' })).toMatch(/^classification: No phase begins/);
  });

  it('stand in the schema of the input', () => {
    const classification = { enum: ['one', 'uno', 'two', 'three'] };
    expect(planOf(classes('')).input).toMatchObject({
      properties: { classification },
      additionalProperties: true,
    });
    const own = 'input: { type: object, properties: { text: { type: string } } }';
    expect(planOf(classes(own)).input).toMatchObject({ properties: { text: {}, classification } });
    const taken = 'input: { type: object, properties: { classification: { type: string } } }';
    expect(planOf(classes(taken)).input).toEqual({
      type: 'object',
      properties: { classification: { type: 'string' } },
    });
  });

  it.each([
    ['a value', 'classify: ${ input.kind }'],
    ['a tool', 'classify: { tool: data.echo, input: { classification: "${ input.kind }" } }'],
    ['a rule', 'classify: { switch: { two: input.kind == "two", one: input.kind == "one" } }'],
  ])('are found by %s, unless they are given', (_, rest) => {
    const text = classes(rest);
    expect(outcomeOf(text, { kind: 'two' })).toBe('b');
    expect(outcomeOf(text, { kind: 'two', classification: 'one' })).toBe('a');
    expect(outcomeOf(text, { kind: 'nine' })).toMatch(
      /^classification: No phase begins with the classification/,
    );
  });

  it('are found by a person, who is given them as outcomes', () => {
    const text = classes('classify: { human: Which?, deadline: { after: 1d, outcome: one } }');
    expect(outcomeOf(text, {}, [{ node: 'classify', outcome: 'two' }])).toBe('b');
  });

  it('are found by a program in the JSON that it writes', () => {
    const text = classes('classify: { run: [./which] }');
    expect(outcomeOf(text, {}, [], program)).toBe('b');
  });

  it('begin no phase that has none, where another has one', () => {
    const text = `${head}phases: { a: { classification: one, let: { n: 1 }, next: b }, b: { let: { n: 2 } } }`;
    expect(outcomeOf(text, { classification: 'one' })).toMatchObject({ b: { n: 2 } });
    expect(outcomeOf(text, { classification: 'b' })).toMatch(/No phase begins with the classification/);
  });

  it('are the names of the phases where only `classify` is', () => {
    const text = `${head}phases: { a: { let: { n: 1 }, next: end }, b: { let: { n: 2 } } }\nclassify: \${ input.at }`;
    expect(outcomeOf(text, { at: 'b' })).toEqual({ b: { n: 2 } });
  });
});

describe('faults of phases', () => {
  it.each([
    ['an unknown phase', '  a: { run: [x], next: c }\n  b: { run: [x] }', 'OST301 phases.a.next'],
    ['a way back without `again`', '  a: { run: [x] }\n  b: { run: [x], next: a }', 'OST303 phases.b.next'],
    ['a way listed twice', '  a: { run: [x], next: [b, b] }\n  b: { run: [x] }', 'OST213 phases.a.next[1]'],
    ['an `after`', '  a: { run: [x] }\n  b: { run: [x], after: a }', 'OST202 phases.b.after'],
    ['no kind', '  a: { next: end }', 'OST205 phases.a'],
    ['no mapping', '  a: 7', 'OST201 phases.a'],
    ['a generated name', '  a: { run: [x], next: end }\n  done: { run: [x] }', 'OST207 phases.done'],
    [
      'an outcome outside of next',
      '  a: { switch: { b: true, d: true } }\n  b: { run: [x] }',
      'OST302 phases.a.switch.d',
    ],
    [
      'two owners of a class',
      '  a: { run: [x], classification: k }\n  b: { run: [x], classification: k }',
      'OST213 phases.b.classification',
    ],
    ['a phase that nothing leads to', '  a: { run: [x], next: end }\n  b: { run: [x] }', 'OST312 phases.b'],
    ['a class that is no text', '  a: { run: [x], classification: 7 }', 'OST201 phases.a.classification'],
    ['a next that is no phase', '  a: { run: [x], next: 7 }', 'OST201 phases.a.next'],
  ])('%s', (_, phases, expected) => {
    expect(codes(phases)).toContain(expected);
  });

  it('are none in the outcomes of the last phase, which lead nowhere', () => {
    const last = '  b: { human: Good?, timeout: 1d, outcomes: [yes_, no_] }';
    expect(codes(`  a: { run: [x] }\n${last}`)).toEqual([]);
    expect(codes(`  a: { run: [x] }\n${last.replace(' }', ', next: end }')}`)).toContain(
      'OST302 phases.b.outcomes[0]',
    );
  });

  it('`nodes` beside `phases`', () => {
    expect(codes('  a: { run: [x] }', 'nodes: { b: { run: [x] } }')).toEqual(['OST213 nodes']);
  });

  it('no mapping at all', () => {
    expect(codesOf(`${head}phases: 7`)).toContain('OST201 phases');
  });

  it('stand where they are written, in conditions too', () => {
    const text = `${head}phases:\n  a:\n    run: [x]\n    next: { b: nodes.nobody.output, end: true }\n  b: { run: [x] }`;
    const [fault] = compile(text).diagnostics;
    expect(fault).toMatchObject({ code: 'OST301', path: 'phases.a.next.b', line: 6, column: 16 });
  });
});

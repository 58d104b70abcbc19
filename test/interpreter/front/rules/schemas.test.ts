import { describe, expect, it } from 'vitest';
import { found } from './rules.ts';

describe('schemas', () => {
  it('looks at input, returns and form, and marks the place inside', () => {
    const nodes = `a: { run: [x], returns: { typ: object } }
b: { human: h, timeout: 1d, form: { type: object, properties: { n: { type: numbr } } } }
c: { do: { d: { agent: {}, prompt: p, returns: { required: yes } } } }`;
    const rest = 'input: { properties: { "a b": { minimum: "1" } } }';
    expect(found(nodes, rest, /OST212/)).toEqual([
      'OST212 input.properties["a b"].minimum',
      'OST212 nodes.a.returns.typ',
      'OST212 nodes.b.form.properties.n.type',
      'OST212 nodes.c.do.d.returns.required',
    ]);
  });

  it('takes what is well formed, true and false too', () => {
    const nodes = 'a: { run: [x], returns: true }\nb: { tool: data.echo, returns: { enum: [1, a, null] } }';
    expect(
      found(nodes, 'input: { $defs: { t: { type: string } }, properties: { x: { $ref: "#/$defs/t" } } }'),
    ).toEqual([]);
  });
});

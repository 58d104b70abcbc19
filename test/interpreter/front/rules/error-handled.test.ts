import { describe, expect, it } from 'vitest';
import { planOf, withNodes } from '../support.ts';
import { found } from './rules.ts';

const read = 'run: ["${ nodes.a.error.title }"]';

const conditional = (on: string): string =>
  `a: { run: [x] }\nc: { after: { node: a, on: ${on}, when: nodes.a.error.type == "exit" }, run: [x] }`;

const guard = (on: string): string =>
  `a: { run: [x] }\nb: { unless: { node: a, on: ${on}, when: nodes.a.error.type == "exit" }, run: [x] }`;

describe('error handled', () => {
  it.each([
    `after: { node: a, on: error }, ${read}`,
    `after: { node: a, on: always }, ${read}`,
    `after: { node: a, on: { error: [exit, "http.*"] } }, ${read}`,
    `after: [b, { node: a, on: [skipped, error] }], ${read}`,
    `run: ["\${ nodes.?a.?error.?title }"]`,
  ])('takes %s', (body) => {
    expect(found(`a: { run: [x] }\nb: { run: [x] }\nc: { ${body} }`)).toEqual([]);
  });

  it.each([
    read,
    `after: a, ${read}`,
    `after: { node: b, on: error }, ${read}`,
    `after: { node: a, on: skipped }, ${read}`,
  ])('refuses %s', (body) => {
    expect(found(`a: { run: [x] }\nb: { run: [x] }\nc: { ${body} }`)).toEqual(['OST310 nodes.c.run[0]']);
  });

  it('asks the block for the handler when its nodes read the error', () => {
    const inner = `do: { y: { ${read} } }`;
    expect(found(`a: { run: [x] }\nb: { after: { node: a, on: error }, ${inner} }`)).toEqual([]);
    expect(found(`a: { run: [x] }\nb: { ${inner} }`)).toEqual(['OST310 nodes.b.do.y.run[0]']);
  });

  it('looks at guards too', () => {
    expect(found(guard('error'))).toEqual([]);
    expect(found(guard('skipped'))).toEqual(['OST310 nodes.b.unless.when']);
  });

  it('refuses it in an output', () => {
    expect(found('a: { run: [x] }', 'output: "${ nodes.a.error.title }"')).toEqual(['OST310 output']);
  });

  it('lets the condition of an edge read the error that the edge takes', () => {
    expect(found(conditional('error'))).toEqual([]);
    expect(found(conditional('success'))).toEqual(['OST310 nodes.c.after.when']);
  });

  it('makes an edge that needs the failure', () => {
    const { edges } = planOf(
      withNodes(`a: { run: [x] }\nc: { after: { node: a, on: error }, ${read} }`),
    ).scope;
    expect(edges).toEqual([
      { kind: 'forward', from: 0, to: 1, on: ['error'] },
      { kind: 'required', from: 0, to: 1, needs: 'error' },
    ]);
  });
});

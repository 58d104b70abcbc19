/** Names that come near what Temporal takes as an identifier: 1,000 bytes. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileDefinition } from '../../src/interpreter/index.ts';
import { compiled } from '../support/fixture.ts';
import { openTemporal, type TestTemporal } from '../support/temporal.ts';
import { testCatalogue } from '../support/tools.ts';

let temporal: TestTemporal;
beforeAll(async () => {
  temporal = await openTemporal({ default: async () => ({ n: 1 }) });
});
afterAll(() => temporal.close());

const long = 'x'.repeat(60);
const nested = (depth: number, inner: string): string =>
  depth === 0 ? inner : `{ do: { ${long}${depth}: ${nested(depth - 1, inner)} } }`;

describe('a node under 30 blocks with long names', () => {
  it.each([
    ['calls a tool', '{ tool: test.echo, input: {} }'],
    ['asks with a deadline', '{ human: Go?, outcomes: [ok], deadline: { after: 10ms, outcome: ok } }'],
    ['is undone', '{ let: { x: 1 }, compensate: { tool: test.echo, input: {} } }'],
    ['runs in rounds', '{ map: [1, 2], nodes: { work: { tool: test.echo, input: {} } } }'],
  ])('%s', async (_, node) => {
    const text = `ostinato: 1\nname: deep\nnodes:\n  a: ${nested(30, node)}\n  b: { after: a, fail: { type: over, title: Over } }\n`;
    const handle = await temporal.start(compiled(text));
    await expect(handle.result()).rejects.toMatchObject({ cause: { type: 'over' } });
    const { state } = await temporal.folded(handle);
    expect(state.result).toMatchObject({ status: 'failed', error: { type: 'over' } });
    await temporal.replay(handle);
  });
});

it('a queue with a name that is too long is refused', () => {
  const text = `ostinato: 1\nname: q\nnodes: { a: { run: [x], queue: ${'q'.repeat(201)} } }`;
  expect(compileDefinition(text, testCatalogue).diagnostics.map(({ code }) => code)).toEqual(['OST211']);
});

/** Names that come near what Temporal takes as an identifier, 1,000 bytes, and texts that no protocol buffer takes. */
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileDefinition } from '../../src/interpreter/index.ts';
import { compiled } from '../support/fixture.ts';
import { resumeUpdate } from '../../src/workflows/messages.ts';
import { openTemporal, type TestTemporal, until } from '../support/temporal.ts';
import { testCatalogue } from '../support/tools.ts';

let temporal: TestTemporal;
beforeAll(async () => {
  temporal = await openTemporal({
    default: async ({ kind }: { readonly kind: string }) => {
      if (kind === 'load') throw ApplicationFailure.nonRetryable('There is none', 'definition-unknown');
      return { n: 1 };
    },
  });
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
    ['is done in parts', '{ map: [1, 2], shard: 1, nodes: { work: { tool: test.echo, input: {} } } }'],
    [
      'is done in parts in parts',
      '{ map: [1, 2], shard: 1, nodes: { more: { map: [1, 2], shard: 1, nodes: { work: { tool: test.echo, input: {} } } } } }',
    ],
  ])('%s', async (_, node) => {
    const text = `ostinato: 1\nname: deep\nnodes:\n  a: ${nested(30, node)}\n  b: { after: a, fail: { type: over, title: Over } }\n`;
    const handle = await temporal.start(compiled(text));
    await expect(handle.result()).rejects.toMatchObject({ cause: { type: 'over' } });
    const { state } = await temporal.folded(handle);
    expect(state.result).toMatchObject({ status: 'failed', error: { type: 'over' } });
    await temporal.replay(handle);
  });
});

/** Of a surrogate pair. */
const half = '\ud83d';

describe('a text that Temporal gets as it is', () => {
  it.each([
    ['in the title of a call', '{ title: "${ input.text }", tool: test.echo, input: {} }'],
    ['in the title of a timer', '{ title: "${ input.text }", wait: 1ms }'],
    ['in the title of a child', '{ title: "${ input.text }", workflow: other, detach: true }'],
    ['in the name of a program', '{ run: ["${ input.text }"] }'],
    ['in an error', '{ fail: { type: over, title: "${ input.text }" } }'],
  ])('may be long and cut anywhere %s', async (_, node) => {
    const texts = [`${'x'.repeat(99)}${'😀'.repeat(20_000)}`, `xx${'😀'.repeat(99)}`, `a ${half} b`];
    const plan = compiled(`ostinato: 1\nname: texts\nnodes: { a: ${node} }\noutput: done\n`);
    const handles = await Promise.all(texts.map((text) => temporal.start(plan, { text })));
    for (const handle of handles) {
      await handle.result().catch(() => undefined);
      const { state } = await temporal.folded(handle);
      expect(['succeeded', 'failed']).toContain(state.result?.status);
      await temporal.replay(handle);
    }
  });
});

it('half a character in an answer that is refused harms nobody', async () => {
  const handle = await temporal.start(compiled('ostinato: 1\nname: asks\nnodes: { a: { human: Go? } }\n'));
  await until(async () => (await temporal.folded(handle)).state.requests['a#1']);
  const answer = (request: string) => handle.executeUpdate(resumeUpdate, { args: [{ request, value: 1 }] });
  await expect(answer(`a${half}`)).rejects.toMatchObject({ cause: { type: 'resume-unknown' } });
  await answer('a#1');
  await handle.result();
});

it('a queue with a name that is too long is refused', () => {
  const text = `ostinato: 1\nname: q\nnodes: { a: { run: [x], queue: ${'q'.repeat(201)} } }`;
  expect(compileDefinition(text, testCatalogue).diagnostics.map(({ code }) => code)).toEqual(['OST211']);
});

/** Large values travel as references: a history holds none of them, and runs share what they have in common. */
import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Json } from '../../src/interpreter/json.ts';
import { freshFolder } from '../support/folder.ts';
import { compiled } from '../support/fixture.ts';
import { openTemporal, type TestTemporal } from '../support/temporal.ts';

let temporal: TestTemporal;
beforeAll(async () => {
  temporal = await openTemporal({ default: async ({ input }: { readonly input: Json }) => input });
});
afterAll(() => temporal.close());

async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.flatMap((entry) => (entry.isFile() ? [entry.name] : [])).sort();
}

const large = 'x'.repeat(3 * 1024 * 1024);

describe('3 MiB', () => {
  it('go through 20 nodes and the history stays small', async () => {
    const nodes = Array.from({ length: 20 }, (_, index) => {
      const from = index === 0 ? 'input.text' : `nodes.n${index - 1}.output.text`;
      const after = index === 0 ? '' : `after: n${index - 1}, `;
      return `  n${index}: { ${after}tool: test.echo, input: { text: "\${ ${from} }" } }`;
    });
    const plan = compiled(
      `ostinato: 1\nname: large\ninput: { type: object, properties: { text: { type: string } } }\noutput: "\${ nodes.n19.output }"\nnodes:\n${nodes.join('\n')}\n`,
    );
    const handle = await temporal.start(plan, { text: large });
    expect(await handle.result()).toEqual({ text: large });
    const [history] = await temporal.histories(handle);
    expect(JSON.stringify(history).length).toBeLessThan(150_000);
    const { state } = await temporal.folded(handle);
    expect(state.result).toEqual({ status: 'succeeded', output: { text: large } });
    await temporal.replay(handle);
  });
});

describe('a plan', () => {
  it('is stored once for all runs and all their executions', async () => {
    const text = 'y'.repeat(40_000);
    const plan = compiled(
      `ostinato: 1\nname: shared\nnodes:\n  laps:\n    repeat: 12\n    nodes: { a: { tool: test.echo, input: { n: 1 } } }\n  end: { after: laps, let: { text: ${text} } }\n`,
    );
    const folder = await freshFolder();
    const short = await openTemporal(
      { default: async ({ input }: { readonly input: Json }) => input },
      { continueAfter: 40, blobs: folder },
    );
    onTestFinished(() => short.close());
    const first = await short.start(plan);
    await first.result();
    const before = await filesIn(folder);
    const second = await short.start(plan);
    await second.result();
    expect((await short.histories(second)).length).toBeGreaterThan(1);
    expect(await filesIn(folder)).toEqual(before);
  });
});

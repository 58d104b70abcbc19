/** A map in parts for the recordings: the run around it, and a part, which is a run of its own. */
import { describe, expect, it } from 'vitest';
import { compiled } from '../support/fixture.ts';
import { modes, recordHistories, recording } from '../support/recorded.ts';
import { splitEarly } from '../support/split.ts';
import { openTemporal } from '../support/temporal.ts';
import { mapRecording, partRecording } from './others.ts';

const definition = compiled(`
ostinato: 1
name: recorded
vars: { seen: [] }
nodes:
  before: { let: { step: 10 } }
  all:
    map: "\${ range(0, 12) }"
    onItemError: collect
    nodes:
      work: { tool: test.echo, input: { n: "\${ item * nodes.before.output.step }" } }
      note: { after: work, set: { seen: { add: "\${ index }" } } }
      odd: { after: note, when: index == 7, fail: { type: test.odd, title: Odd } }
output: { seen: "\${ size(vars.seen) }", all: "\${ size(nodes.all.output) }" }
`);

describe('a map in parts', () => {
  it.each(modes)('in %s', async (mode) => {
    const options = mode === 'one' ? {} : { continueAfter: 8 };
    const temporal = await openTemporal({ default: async () => null }, options);
    try {
      const handle = await temporal.start(splitEarly(definition, 5));
      expect(await handle.result()).toEqual({ seen: 11, all: 12 });
      const part = temporal.client.workflow.getHandle(`${handle.workflowId}/all#1/shard.0`);
      for (const [name, run] of [
        [mapRecording, handle],
        [partRecording, part],
      ] as const) {
        if (recording) await recordHistories(name, mode, await temporal.histories(run));
        await temporal.replay(run);
      }
    } finally {
      await temporal.close();
    }
  });
});

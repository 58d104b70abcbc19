/** An agent's run for the recordings: models are no part of the fixtures. It uses a tool and gives an object. */
import { LLMock } from '@copilotkit/aimock';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testActivities, type TestActivities } from '../support/activities.ts';
import { compiled } from '../support/fixture.ts';
import { modes, recordHistories, recording } from '../support/recorded.ts';
import { openTemporal } from '../support/temporal.ts';
import { agentRecording } from './others.ts';

const plan = compiled(`
ostinato: 1
name: recorded
nodes:
  ask:
    agent: { model: openai/gpt-5.5, maxTurns: 6 }
    prompt: Find the number.
    tools: [test.echo]
    returns: { type: object, required: [n], properties: { n: { type: integer } } }
output: \${ nodes.ask.output }
`);

let mock: LLMock;
let world: TestActivities;
beforeAll(async () => {
  mock = new LLMock({ port: 0, logLevel: 'silent' });
  let asked = 0;
  mock.on({}, () =>
    asked++ % 2 === 0
      ? { toolCalls: [{ name: 'test__echo', arguments: '{"n":7}' }] }
      : { content: '{"n":7}' },
  );
  await mock.start();
  world = testActivities({ models: { openaiKey: 'sk-test', openaiBaseUrl: `${mock.url}/v1` } });
});
afterAll(async () => {
  world.close();
  await mock.stop();
});

describe('an agent with a tool', () => {
  it.each(modes)('in %s', async (mode) => {
    const temporal = await openTemporal(world.activities, mode === 'one' ? {} : { continueAfter: 8 });
    try {
      const handle = await temporal.start(plan);
      expect(await handle.result()).toEqual({ n: 7 });
      if (recording) await recordHistories(agentRecording, mode, await temporal.histories(handle));
      await temporal.replay(handle);
    } finally {
      await temporal.close();
    }
  });
});

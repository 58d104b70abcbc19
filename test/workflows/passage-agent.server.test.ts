/** An agent whose conversation lasts over many executions of its run, with a model on the wire (PA1). */
import { type ChatCompletionRequest, LLMock } from '@copilotkit/aimock';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testActivities, type TestActivities } from '../support/activities.ts';
import { compiled } from '../support/fixture.ts';
import { openTemporal, type TestTemporal } from '../support/temporal.ts';

const turns = 20;
const mock = new LLMock({ port: 0, strict: true });
let world: TestActivities;
let temporal: TestTemporal;
beforeAll(async () => {
  for (let turn = 0; turn < turns; turn++) {
    const call = { id: `c${turn}`, name: 'test__echo', arguments: `{"n":${turn}}` };
    mock.on({ turnIndex: turn }, { toolCalls: [call] });
  }
  mock.on({ turnIndex: turns }, { content: 'All done.' });
  await mock.start();
  world = testActivities({ models: { openaiKey: 'sk-test', openaiBaseUrl: `${mock.url}/v1` } });
  temporal = await openTemporal(world.activities, { continueAfter: 30 });
});
afterAll(async () => {
  await temporal.close();
  world.close();
  await mock.stop();
});

it('takes up every turn where the one before has left off, and asks nothing twice', async () => {
  const plan = compiled(`
ostinato: 1
name: talk
nodes:
  talk:
    agent: { model: openai/gpt-5.5, maxTurns: 30 }
    prompt: Count.
    tools: [test.echo]
`);
  const handle = await temporal.start(plan);
  expect(await handle.result()).toMatchObject({ talk: 'All done.' });
  expect((await temporal.histories(handle)).length).toBeGreaterThan(5);
  expect(mock.getRequests()).toHaveLength(turns + 1);
  const last = mock.getRequests().at(-1)?.body as ChatCompletionRequest;
  expect(last.messages.filter(({ role }) => role === 'tool')).toHaveLength(turns);
  await temporal.replay(handle);
});

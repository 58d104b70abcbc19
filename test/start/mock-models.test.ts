/** The double, spoken to in the providers' own protocols, as the activities do. */
import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Ask, Message } from '../../src/activities/agent/conversation.ts';
import { modelFor } from '../../src/activities/agent/models.ts';
import { readConfig } from '../../src/config.ts';
import { useMockModels } from '../../src/start/mock-models.ts';
import type { Service } from '../../src/start/service.ts';

async function mocked(): Promise<Service> {
  return useMockModels({
    config: readConfig({}),
    logger: pino({ level: 'silent' }),
    life: {
      defer: async (_, close) => onTestFinished(async () => void (await close())),
      watch: () => undefined,
    },
    say: () => undefined,
    mock: false,
  });
}

const echo = {
  name: 'data.echo',
  description: 'Gives back what it is given.',
  input: { type: 'object', properties: { note: { type: 'string' } } },
  effect: 'read',
  quick: true,
} as const;

function ask(conversation: readonly Message[], more: Partial<Ask> = {}): Ask {
  return {
    model: 'any',
    instructions: undefined,
    temperature: undefined,
    tools: [],
    returns: undefined,
    signal: AbortSignal.timeout(20_000),
    conversation,
    ...more,
  };
}

const question: Message = { role: 'user', text: 'Find three facts about tides.' };

describe.each(['openai', 'anthropic'] as const)('the double of %s', (provider) => {
  const model = async () => modelFor({ provider, name: 'any' }, (await mocked()).config);

  it('answers with a sentence that says what it is', async () => {
    const { message, finish } = await (await model())(ask([question]));
    expect(message.text).toContain('mock model');
    expect(finish).toBe('stop');
  });

  it('gives a value that fits the schema', async () => {
    const returns = { type: 'array', minItems: 2, items: { type: 'string' } };
    const { message } = await (await model())(ask([question], { returns }));
    expect(JSON.parse(message.text)).toHaveLength(2);
  });

  it('calls a tool once, then answers', async () => {
    const speak = await model();
    const returns = { type: 'object', properties: { summary: { type: 'string' } }, required: ['summary'] };
    const first = await speak(ask([question], { tools: [echo], returns }));
    expect(first.finish).toBe('tools');
    expect(first.message.calls).toMatchObject([{ tool: 'data.echo', input: { note: 'mock note' } }]);

    const [called] = first.message.calls;
    const result: Message = {
      role: 'tool',
      callId: called?.id ?? '',
      tool: 'data.echo',
      result: {},
      failed: false,
    };
    const second = await speak(ask([question, first.message, result], { tools: [echo], returns }));
    expect(second.message.calls).toEqual([]);
    expect(JSON.parse(second.message.text)).toEqual({ summary: 'mock summary' });
  });
});

describe('useMockModels', () => {
  it('marks the service, so that its runs say that a mock model answered', async () => {
    expect((await mocked()).mock).toBe(true);
  });
});

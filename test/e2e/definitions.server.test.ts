/** Every definition that is shipped, started as a user starts it; those with models on the local double. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startSystem, type System } from '../support/system.ts';

const folder = join(import.meta.dirname, '../../definitions');

interface Script {
  readonly input?: object;
  /** Answers, one after the other, each to the one request that is open then. */
  readonly answers?: readonly object[];
  readonly status?: 'succeeded' | 'failed';
  readonly expected: object;
}

const scripts: Readonly<Record<string, readonly Script[]>> = {
  welcome: [
    {
      input: { name: 'Ada', language: 'de' },
      answers: [{ outcome: 'send', value: { remark: 'See you' } }],
      expected: { output: { text: 'Hallo Ada, schön, dass du da bist.', remark: 'See you' } },
    },
    {
      input: { name: 'Ada' },
      answers: [{ outcome: 'drop' }],
      status: 'failed',
      expected: { error: { type: 'dropped' } },
    },
  ],
  'document-processing': [
    {
      input: { text: 'to be or not to be', top: 1 },
      expected: { output: { report: '6 words, most often ‘be’', top: [{ word: 'be', count: 2 }] } },
    },
  ],
  'review-loop': [
    {
      input: { topic: 'tides' },
      answers: [{ outcome: 'revise', value: { remarks: 'shorter' } }, { outcome: 'publish' }],
      expected: { output: { text: 'Draft 2 on tides.\nChanged as asked: shorter', drafts: 2 } },
    },
    {
      input: { topic: 'tides' },
      answers: Array.from({ length: 4 }, () => ({ outcome: 'revise' })),
      status: 'failed',
      expected: { error: { type: 'never-good-enough', title: 'No agreement after 4 drafts' } },
    },
  ],
  'order-saga': [
    {
      input: { order: 'A1', amount: 40 },
      expected: { output: { shipment: 'ship-A1', payment: 'charge-A1' } },
    },
    {
      input: { order: 'A2', amount: 4000 },
      status: 'failed',
      expected: { error: { type: 'exit', instance: 'charge#1' } },
    },
  ],
  'nightly-report': [
    { expected: { output: { report: expect.stringMatching(/^disk: .*\nload: .*\nusers: /) as string } } },
  ],
  'summarise-inbox': [
    {
      answers: [{ outcome: 'take' }],
      expected: { mock: true, output: { summary: expect.any(String) as string } },
    },
  ],
  'research-and-write': [
    { input: { topic: 'tides' }, expected: { mock: true, output: { text: expect.any(String) as string } } },
  ],
};

async function play(
  system: System,
  name: string,
  { input, answers = [], status = 'succeeded', expected }: Script,
) {
  const runId = await system.run(name, input);
  for (const [sent, answer] of answers.entries()) {
    const asked = await system.untilRun(
      runId,
      ({ requests }) => requests[0]?.id.endsWith(`#${sent + 1}`) === true,
    );
    const request = asked.requests[0]?.id;
    expect(await system.http('POST', `/v1/runs/${runId}/resume`, { request, ...answer })).toMatchObject({
      status: 200,
    });
  }
  const run = await system.untilRun(runId, (seen) => seen.status !== 'running' && seen.status !== 'waiting');
  expect(run).toMatchObject({ status, ...expected });
  return run;
}

describe('a shipped definition', () => {
  it('has a script here', () => {
    const names = readdirSync(folder).flatMap((file) => /^([\w-]+)\.yaml$/.exec(file)?.[1] ?? []);
    expect(new Set(Object.keys(scripts))).toEqual(new Set(names));
  });

  it('runs as its first lines say', async () => {
    const system = await startSystem({ env: { OSTINATO_PORT: '0' }, command: ['start', '--mock-llm'] });
    for (const [name, plays] of Object.entries(scripts)) {
      await system.post(readFileSync(join(folder, `${name}.yaml`), 'utf8'));
      for (const script of plays) {
        const run = await play(system, name, script);
        if (run.error?.type === 'exit') {
          const undone = run.nodes.filter(({ path }) => path.endsWith('/compensate'));
          expect(undone.map(({ path, status }) => `${path} ${status}`)).toEqual([
            'reserve#1/compensate succeeded',
          ]);
        }
      }
    }
    system.server.signal('SIGTERM');
    expect(await system.server.ended).toBe(0);
  });
});

/** The loop of an agent, turn by turn: order, bounds, and what is told to the model. */
import { describe, expect, it } from 'vitest';
import type { Call, TurnCall, TurnReply } from '../../../src/interpreter/call.ts';
import type { AgentNode } from '../../../src/interpreter/plan.ts';
import type { Json } from '../../../src/interpreter/json.ts';
import { type Reply, runInMemory } from '../../support/memory-run.ts';
import { once, planOf, scopeOf } from '../../support/plan.ts';

function agent(more: Partial<AgentNode> = {}) {
  const node = {
    name: 'ask',
    kind: 'agent',
    model: { provider: 'openai', name: 'm' },
    prompt: { value: 'How many?' },
    tools: [{ name: 'test.echo', effect: 'idempotent' }],
    maxTurns: 5,
    retry: once,
    ...more,
  } as const;
  return planOf(scopeOf([node]));
}

function says(text: string, calls: TurnReply['calls'] = [], more: Partial<TurnReply> = {}): Json {
  const usage = { inputTokens: 1, outputTokens: 1 };
  return {
    thread: 'sha256:1',
    text,
    calls,
    finish: calls.length > 0 ? 'tools' : 'stop',
    usage,
    model: 'm',
    ...more,
  };
}

/** Answers model calls from a script and tools by echo; keeps every call with its operation. */
function world(
  script: readonly (Json | Reply)[],
  tools: (call: Call) => Reply = (call) => ({ result: call.kind === 'tool' ? call.input : null }),
) {
  const calls: { readonly op: string; readonly call: Call }[] = [];
  const replies = [...script];
  return {
    calls,
    answer: (call: Call, command: { readonly op: string }): Reply => {
      calls.push({ op: command.op, call });
      if (call.kind !== 'turn') return tools(call);
      const reply = replies.shift() ?? says('?');
      return typeof reply === 'object' && reply !== null && 'error' in reply
        ? (reply as Reply)
        : { result: reply };
    },
  };
}

const turns = (calls: readonly { readonly call: Call }[]) =>
  calls.flatMap(({ call }) => (call.kind === 'turn' ? [call satisfies TurnCall] : []));

describe('an agent', () => {
  it('gives the text of the model', () => {
    const { answer } = world([says('three')]);
    expect(runInMemory(agent(), answer).result).toMatchObject({
      status: 'succeeded',
      output: { ask: 'three' },
    });
  });

  describe('that is shown artifacts', () => {
    const artifact = {
      id: `a-${'0'.repeat(20)}`,
      name: 'a.md',
      kind: 'text',
      mime: 'text/markdown',
      size: 1,
      sha256: 'f'.repeat(64),
    };

    it('is told of them with the prompt, and no more at later turns', () => {
      const asks = [{ id: 'c1', tool: 'test.echo', input: {} }];
      const { answer, calls } = world([says('', asks), says('done')]);
      runInMemory(agent({ mount: [['a.md', { value: artifact }]] }), answer);
      const files = [{ path: 'a.md', artifact }];
      expect(turns(calls)[0]?.append).toEqual([{ role: 'user', text: 'How many?', files }]);
      expect(JSON.stringify(turns(calls)[1])).not.toContain('a.md');
    });

    it('fails when an expression of them does', () => {
      const mount = [['a.md', { expr: { cel: 'input.file', nodes: [] } }]] as const;
      const { answer, calls } = world([says('three')]);
      expect(runInMemory(agent({ mount }), answer).result).toMatchObject({ error: { type: 'expression' } });
      expect(calls).toEqual([]);
    });
  });

  it('calls tools and goes back with the results in the order in which the model asked (AG2)', () => {
    const asks = [
      { id: 'c1', tool: 'test.echo', input: { n: 1 } },
      { id: 'c2', tool: 'test.echo', input: { n: 2 } },
    ];
    const { answer, calls } = world([says('', asks), says('done')]);
    const { result } = runInMemory(agent(), answer);
    expect(result).toMatchObject({ status: 'succeeded', output: { ask: 'done' } });
    expect(calls.map(({ op }) => op)).toEqual(['ask#1/1.0', 'ask#1/1.1', 'ask#1/1.2', 'ask#1/2.0']);
    expect(turns(calls)[1]).toMatchObject({
      thread: 'sha256:1',
      append: [
        { role: 'tool', callId: 'c1', result: { n: 1 }, failed: false },
        { role: 'tool', callId: 'c2', result: { n: 2 }, failed: false },
      ],
    });
  });

  it('tells the model of a tool that failed, and of one that does not exist (AG3)', () => {
    const asks = [
      { id: 'c1', tool: 'test.echo', input: {} },
      { id: 'c2', tool: 'nothing.here', input: {} },
    ];
    const broken: Reply = { error: { type: 'broken', title: 'It broke', retryable: false } };
    const { answer, calls } = world([says('', asks), says('sorry')], () => broken);
    expect(runInMemory(agent(), answer).result).toMatchObject({ status: 'succeeded' });
    expect(turns(calls)[1]?.append).toMatchObject([
      { failed: true, result: { error: { type: 'broken' } } },
      { failed: true, result: { error: { type: 'tool-unknown' } } },
    ]);
    expect(calls.some(({ call }) => call.kind === 'tool' && call.tool === 'nothing.here')).toBe(false);
  });

  it('asks again with the fault when the answer does not fit, at most three times (AG4)', () => {
    const returns = { type: 'object', required: ['n'], properties: { n: { type: 'integer' } } };
    const good = world([says('no idea'), says('{"n":"x"}'), says('```json\n{"n":3}\n```')]);
    expect(runInMemory(agent({ returns }), good.answer).result).toMatchObject({ output: { ask: { n: 3 } } });
    expect(turns(good.calls)[1]?.append).toMatchObject([{ role: 'user' }]);
    const bad = world([says('a'), says('b'), says('c'), says('d'), says('{"n":1}')]);
    expect(runInMemory(agent({ returns }), bad.answer).result).toMatchObject({
      error: { type: 'returns', retryable: false, data: [] },
    });
    expect(turns(bad.calls)).toHaveLength(4);
  });

  it('fails after maxTurns', () => {
    const loop = Array.from({ length: 9 }, () => says('', [{ id: 'c', tool: 'test.echo', input: {} }]));
    const { answer, calls } = world(loop);
    expect(runInMemory(agent({ maxTurns: 3 }), answer).result).toMatchObject({
      error: { type: 'turns', instance: 'ask#1' },
    });
    expect(turns(calls)).toHaveLength(3);
  });

  it('fails with the error of the model call, and when the answer is cut off or refused', () => {
    const error = { type: 'model-key', title: 'No key', retryable: false };
    expect(runInMemory(agent(), world([{ error }]).answer).result).toMatchObject({ error });
    const cut = world([says('abc', [], { finish: 'length' })]);
    expect(runInMemory(agent(), cut.answer).result).toMatchObject({
      error: { type: 'model-limit', retryable: false },
    });
    const refused = world([says('I will not', [], { finish: 'refused' })]);
    expect(runInMemory(agent(), refused.answer).result).toMatchObject({ error: { type: 'model-refused' } });
  });

  it('does not try tools again that may happen only once', () => {
    const effect = {
      field: 'method',
      values: { GET: 'read', POST: 'once' },
      absent: 'read',
      otherwise: 'once',
    } as const;
    const asks = ['get', 'POST', 'BREW'].map((method) => ({
      id: method,
      tool: 'http.request',
      input: { method },
    }));
    const { answer, calls } = world([says('', asks), says('done')]);
    runInMemory(agent({ tools: [{ name: 'http.request', effect }] }), answer);
    const attempts = calls.flatMap(({ call }) => (call.kind === 'tool' ? [call.retry.attempts] : []));
    expect(attempts).toEqual([3, 1, 1]);
  });
});

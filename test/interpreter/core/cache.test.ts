/** `cache` of an agent: what is asked first, what is kept, and that nothing fails because of it. */
import { describe, expect, it } from 'vitest';
import type { CacheCall, TurnCall } from '../../../src/interpreter/call.ts';
import type { CallCommand } from '../../../src/interpreter/core/command.ts';
import type { Event } from '../../../src/interpreter/core/event.ts';
import { createState } from '../../../src/interpreter/core/state.ts';
import { transition } from '../../../src/interpreter/core/transition.ts';
import type { Json } from '../../../src/interpreter/json.ts';
import type { AgentNode, CachePlan } from '../../../src/interpreter/plan.ts';
import type { Reply } from '../../support/memory-run.ts';
import { expr } from '../../support/plan-blocks.ts';
import { once, planOf, scopeOf } from '../../support/plan.ts';

const broken: Reply = { error: { type: 'broken', title: 'It broke', retryable: false } };
const miss: Reply = { result: { hit: false } };
const says = (text: string): Json => ({
  thread: 't',
  text,
  calls: [],
  finish: 'stop',
  usage: { inputTokens: 1, outputTokens: 1 },
  model: 'm',
});

interface Given {
  readonly get?: Reply;
  readonly put?: Reply;
  readonly turn?: Reply;
  readonly agent?: Partial<AgentNode>;
}

/** The run's end, and its calls: of the cache as they are, of the model by their sort. */
function played(cache: Omit<CachePlan, 'node'>, { get = miss, put, turn, agent = {} }: Given = {}) {
  const node = {
    name: 'ask',
    kind: 'agent',
    model: { provider: 'openai', name: 'm' },
    prompt: { value: 'How many?' },
    tools: [],
    maxTurns: 2,
    retry: once,
    cache: { node: 'w/ask', ...cache },
    ...agent,
  } as const;
  const plan = planOf(scopeOf([node]));
  const state = createState(plan, { id: 'run-1', workflow: 'w', version: 1 }, {});
  const calls: ('turn' | Omit<CacheCall, 'kind' | 'key' | 'retry'>)[] = [];
  const replyTo = (call: CallCommand['input']): Reply => {
    // Every call of an agent without tools is one of these two.
    const made = call as unknown as CacheCall | TurnCall;
    if (made.kind === 'turn') {
      calls.push('turn');
      return turn ?? { result: says('three') };
    }
    const { kind: _kind, key: _key, retry: _retry, ...asked } = made;
    calls.push(asked);
    return asked.value === undefined ? get : (put ?? { result: null });
  };
  const commands = [...transition(plan, state, { type: 'start', at: 1 })];
  for (const command of commands) {
    if (command.type !== 'call') continue;
    const { op } = command;
    const reply = replyTo(command.input);
    const event: Event =
      'error' in reply
        ? { type: 'failed', at: 2, op, error: reply.error }
        : { type: 'done', at: 2, op, result: reply.result };
    commands.push(...transition(plan, state, event));
  }
  return { result: state.result, calls };
}

const found = (value: Json): Reply => ({ result: { hit: true, value } });

/** Under which the result of an agent is looked for that is shown this file. */
const keyOf = (id: number, letter: string): Json | undefined => {
  const words = { name: 'a.md', kind: 'text', mime: 'text/markdown', size: 1, sha256: letter.repeat(64) };
  const value = { id: `a-${String(id).padStart(20, '0')}`, ...words };
  const [asked] = played({}, { agent: { mount: [['a.md', { value }]] } }).calls;
  return typeof asked === 'object' ? asked.of : undefined;
};

describe('a kept result', () => {
  it('stands in for the agent, with its outcome', () => {
    const { result, calls } = played({}, { get: found({ output: 3, outcome: 'yes' }) });
    expect(result).toMatchObject({ status: 'succeeded', output: { ask: 3 } });
    expect(calls).toEqual([{ node: 'w/ask', of: ['How many?'] }]);
    expect(played({}, { get: found({}) }).result).toMatchObject({ output: { ask: null } });
  });

  it('is one for the same files that the agent is shown, wherever they come from', () => {
    expect(keyOf(1, 'f')).toEqual([['How many?'], [['a.md', 'f'.repeat(64)]]]);
    expect(keyOf(2, 'f')).toEqual(keyOf(1, 'f'));
    expect(keyOf(1, 'e')).not.toEqual(keyOf(1, 'f'));
  });

  it.each([
    ['nothing is kept', miss],
    ['nothing is kept, whatever else is said', { result: { hit: false, value: { output: 3 } } }],
    ['what is kept is no result', found(3)],
    ['the answer is none', { result: 3 }],
    ['the cache cannot be asked', broken],
  ])('is made anew when %s', (_, get) => {
    const { result, calls } = played({}, { get });
    expect(result).toMatchObject({ status: 'succeeded', output: { ask: 'three' } });
    expect(calls).toEqual([
      { node: 'w/ask', of: ['How many?'] },
      'turn',
      { node: 'w/ask', of: ['How many?'], value: { output: 'three' } },
    ]);
  });
});

describe('what is kept', () => {
  it('is found by all that the agent is told, or by a key of its own', () => {
    const told = played({ ttlMs: 5 }, { agent: { instructions: { value: 'Be brief.' } } });
    expect(told.calls).toMatchObject([{ of: ['Be brief.', 'How many?'] }, 'turn', { ttlMs: 5 }]);
    expect(told.calls[0]).not.toHaveProperty('ttlMs');
    const keyed = played({ key: expr('run.workflow') });
    expect(keyed.calls).toMatchObject([{ of: 'w' }, 'turn', { of: 'w' }]);
  });

  it('is a success with its outcome, never a failure', () => {
    const outcomes = { outcomes: ['yes'], returns: { type: 'object' } };
    const turn = { result: says('{"outcome":"yes","value":7}') };
    expect(played({}, { agent: outcomes, turn }).calls.at(-1)).toMatchObject({
      value: { output: 7, outcome: 'yes' },
    });
    const failed = played({}, { turn: broken });
    expect(failed.result).toMatchObject({ error: { type: 'broken' } });
    expect(failed.calls).toHaveLength(2);
  });

  it('does not matter to the run: keeping may fail', () => {
    const { result, calls } = played({}, { put: broken });
    expect(result).toMatchObject({ status: 'succeeded', output: { ask: 'three' } });
    expect(calls).toHaveLength(3);
  });

  it('has a key that can be computed', () => {
    const { result, calls } = played({ key: expr('[0][1]') });
    expect(result).toMatchObject({ error: { type: 'expression', instance: 'ask#1' } });
    expect(calls).toEqual([]);
  });
});

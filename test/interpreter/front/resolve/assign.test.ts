/** Nodes in other hands: who is asked what, and that the rest of the graph does not notice. */
import { describe, expect, it } from 'vitest';
import type { Call } from '../../../../src/interpreter/call.ts';
import type { Assign } from '../../../../src/interpreter/front/document/keys.ts';
import { compileDefinition } from '../../../../src/interpreter/index.ts';
import type { NodePlan } from '../../../../src/interpreter/plan.ts';
import { type Reply, runInMemory, type Sent } from '../../../support/memory-run.ts';
import { catalogue, codesOf, planOf, withNodes } from '../support.ts';

function check(text: string, assign: Assign) {
  return compileDefinition(text, catalogue, { assign });
}

function planFor(text: string, assign: Assign) {
  const { plan, diagnostics } = check(text, assign);
  if (!plan) throw new Error(JSON.stringify(diagnostics));
  return plan;
}

function nodeOf(nodes: string): NodePlan | undefined {
  return planOf(withNodes(nodes)).scope.nodes[0];
}

const agent =
  'agent: {}, prompt: Sum it up., returns: { type: object, properties: { sum: { type: string } } }';
const program = 'run: [./tool, "${ input.id }"], stdin: text, env: { A: b }, secrets: { KEY: weather }';
const tool = 'tool: http.request, input: { url: "http://x/${ input.id }" }';
const person =
  'human: "Good, ${ input.who }?", show: { text: "${ input.text }", of: [1, 2] }, outcomes: [yes_, no_], form: { type: string }';
const deadline = 'deadline: { after: 1d, outcome: no_, output: nothing }';

describe('a person', () => {
  it('in place of an agent is shown the task and fills in what it returns', () => {
    expect(nodeOf(`a: { assign: human, ${agent} }`)).toMatchObject({
      kind: 'human',
      prompt: { value: 'Sum it up.' },
      show: { map: [['prompt', { value: 'Sum it up.' }]] },
      form: { properties: { sum: {} } },
      outcomes: [],
      assignees: [],
    });
    expect(
      nodeOf('a: { assign: human, title: Short, agent: { instructions: Be brief. }, prompt: x }'),
    ).toMatchObject({
      prompt: { value: 'Short' },
      show: {
        map: [
          ['prompt', {}],
          ['instructions', { value: 'Be brief.' }],
        ],
      },
      form: { type: 'string' },
    });
  });

  it('in place of a program is shown the command, and no secrets', () => {
    const node = nodeOf(`a: { assign: human, ${program}, priority: 2, timeout: 1h }`);
    expect(node).toMatchObject({
      kind: 'human',
      insteadOf: 'run',
      prompt: { text: ['./tool', ' ', { cel: 'input.id' }] },
      show: {
        map: [
          ['run', {}],
          ['env', {}],
          ['stdin', { value: 'text' }],
        ],
      },
      timeoutMs: 3_600_000,
      solo: true,
    });
    expect(JSON.stringify(node)).not.toContain('weather');
    expect(node).not.toHaveProperty('priority');
  });

  it('is shown which files there are', () => {
    const file = 'mount: { a.md: "${ input.file }" }';
    const files = ['files', { map: [['a.md', { expr: { cel: 'input.file' } }]] }];
    expect(nodeOf(`a: { assign: human, run: [x], ${file} }`)).toMatchObject({
      show: { map: [['run', {}], files] },
    });
    expect(nodeOf(`a: { assign: human, agent: {}, prompt: x, ${file} }`)).toMatchObject({
      show: { map: [['prompt', {}], files] },
    });
  });

  it('in place of a tool is shown its input and fills in its output', () => {
    expect(nodeOf(`a: { assign: human, ${tool} }`)).toMatchObject({
      kind: 'human',
      prompt: { value: 'http.request' },
      show: { map: [['url', {}]] },
      form: { properties: { status: {} } },
    });
  });

  it('gives what the program would have given', () => {
    const text = withNodes(
      `a: { assign: human, timeout: 1d, run: [x], returns: { type: object, properties: { n: { type: number } } } }\nb: { let: { n: "\${ nodes.a.output.data.n + 1 }" } }`,
      'output: ${ nodes.b.output.n }',
    );
    const sent: Sent[] = [{ node: 'a', value: { n: 1 } }];
    expect(runInMemory(planOf(text), () => ({ result: null }), { sent }).result).toEqual({
      status: 'succeeded',
      output: 2,
    });
  });

  it('who may take for ever is told of', () => {
    expect(codesOf(withNodes(`a: { assign: human, ${agent} }`))).toEqual(['OST607 nodes.a.agent']);
  });
});

describe('a model in place of a person', () => {
  it('is asked with the text and what is shown, for an outcome and a value', () => {
    expect(nodeOf(`a: { assign: agent, ${person}, ${deadline} }`)).toMatchObject({
      kind: 'agent',
      model: { provider: 'openai', name: 'gpt-test' },
      prompt: {
        text: [
          'Good, ',
          { cel: 'input.who' },
          '?',
          '\n\n',
          'text: ',
          { cel: 'input.text' },
          '\n',
          'of: ',
          '[1,2]',
        ],
      },
      outcomes: ['yes_', 'no_'],
      returns: {
        required: ['outcome', 'value'],
        properties: { outcome: { enum: ['yes_', 'no_'] }, value: { type: 'string' } },
      },
    });
    expect(nodeOf('a: { assign: ai, human: Why?, form: { type: string } }')).toMatchObject({
      kind: 'agent',
      returns: { type: 'string' },
    });
  });

  it('chooses the edge and gives the value', () => {
    const text = withNodes(
      `a: { assign: agent, ${person} }\nb: { after: a.yes_, let: { said: "\${ nodes.a.output }" } }\nc: { after: a.no_, wait: 1s }`,
      'output: ${ nodes.?b.output.?said }',
    );
    const asked: Call[] = [];
    const world = (call: Call): Reply => {
      asked.push(call);
      const answer = JSON.stringify({ outcome: 'yes_', value: 'fine' });
      return {
        result: {
          thread: { ref: 't' },
          text: answer,
          calls: [],
          finish: 'stop',
          usage: { input: 1, output: 1 },
        },
      };
    };
    const { result } = runInMemory(planOf(text), world, { input: { who: 'Ada', text: 'x' } });
    expect(result).toEqual({ status: 'succeeded', output: 'fine' });
    expect(asked).toMatchObject([{ kind: 'turn', append: [{ text: 'Good, Ada?\n\ntext: x\nof: [1,2]' }] }]);
  });

  it('is one that somebody has named', () => {
    const { defaultModel: _, ...without } = catalogue;
    const { diagnostics } = compileDefinition(withNodes(`a: { assign: agent, ${person} }`), without);
    expect(diagnostics.map(({ code, path }) => `${code} ${path}`)).toEqual(['OST415 nodes.a.human']);
  });
});

describe('where it is said', () => {
  const nodes = withNodes(
    `a: { ${agent} }\nb: { assign: agent, ${agent} }\nc: { ${person}, ${deadline} }\nd: { do: { e: { ${program} } } }`,
  );
  const kinds = (assign: Assign, rest = ''): string[] => {
    const { scope } = planFor(nodes + rest, assign);
    const inner = scope.nodes.flatMap((node) => (node.kind === 'do' ? node.scope.nodes : [node]));
    return inner.map(({ kind }) => kind);
  };

  it('for all at submission: what can be done so, is', () => {
    expect(kinds('human')).toEqual(['human', 'agent', 'human', 'human']);
    expect(kinds('ai')).toEqual(['agent', 'agent', 'agent', 'run']);
    expect(kinds('agentic')).toEqual(kinds('agent'));
  });

  it('by name at submission, in blocks too', () => {
    expect(kinds({ e: 'human', b: 'human' })).toEqual(['agent', 'human', 'human', 'human']);
  });

  it('the nearer wins', () => {
    expect(kinds({}, 'assign: human')).toEqual(['human', 'agent', 'human', 'human']);
    expect(kinds('agent', 'assign: human')).toEqual(['agent', 'agent', 'agent', 'run']);
    expect(kinds('agent', 'assign: { a: human }')).toEqual(['human', 'agent', 'agent', 'run']);
    expect(kinds({ a: 'agent' }, 'assign: { a: human }')).toEqual(['agent', 'agent', 'human', 'run']);
  });

  it('leaves the plan as it is where it changes nothing', () => {
    expect(planFor(nodes, { a: 'agent', e: 'functional' })).toEqual(planOf(nodes));
  });
});

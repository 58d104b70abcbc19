import { describe, expect, it } from 'vitest';
import { compileDefinition } from '../../../../src/interpreter/index.ts';
import { planOf, withNodes } from '../support.ts';
import { found } from './rules.ts';

function modelOf(agent: string, rest = ''): unknown {
  const [node] = planOf(withNodes(`a: { agent: ${agent}, prompt: p }`, rest)).scope.nodes;
  return node?.kind === 'agent' ? node.model : undefined;
}

describe('models', () => {
  it('takes that of the node, else of the definition, else of the configuration', () => {
    const rest = 'defaults: { model: anthropic/claude }';
    expect(modelOf('{ model: compatible/org/name, baseUrl: "http://localhost:1" }', rest)).toEqual({
      provider: 'compatible',
      name: 'org/name',
      baseUrl: 'http://localhost:1',
    });
    expect(modelOf('{}', rest)).toEqual({ provider: 'anthropic', name: 'claude' });
    expect(modelOf('{}')).toEqual({ provider: 'openai', name: 'gpt-test' });
  });

  it.each(['smart', 'openai/', 'openai', '/x', 'mistral/x', 'openai/a b', 'OpenAI/x'])(
    'refuses %s',
    (name) => {
      expect(found(`a: { agent: { model: ${name} }, prompt: p }`)).toEqual(['OST214 nodes.a.agent.model']);
    },
  );

  it('says that templates come later, and how to write the agent', () => {
    expect(found('a: { agent: openai/gpt-5, prompt: p }')).toEqual(['OST214 nodes.a.agent']);
  });

  it('asks for a model where nothing names one', () => {
    const text = withNodes('a: { agent: {}, prompt: p }');
    const { diagnostics } = compileDefinition(text, { tools: [], secrets: [] });
    expect(diagnostics.map(({ code }) => code)).toEqual(['OST415']);
  });
});

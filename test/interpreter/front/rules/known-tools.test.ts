import { describe, expect, it } from 'vitest';
import { compileDefinition } from '../../../../src/interpreter/index.ts';
import { withNodes } from '../support.ts';
import { found, hints } from './rules.ts';

describe('known tools', () => {
  it('looks at tools of nodes, of agents, and inside blocks', () => {
    const nodes = `a: { tool: nothing.here }
b: { agent: {}, prompt: p, tools: [web.search, web.serch] }
c: { do: { d: { tool: data.ecko } } }
e: { plan: { graph: {} }, allow: { tools: [data.echo, nothing.there] } }`;
    expect(found(nodes)).toEqual([
      'OST412 nodes.a.tool',
      'OST412 nodes.b.tools[1]',
      'OST412 nodes.c.do.d.tool',
      'OST412 nodes.e.allow.tools[1]',
    ]);
    expect(hints(nodes, 'OST412')).toEqual([
      'The workers offer http.request, web.search, data.echo, mail.send.',
      'Did you mean `web.search`?',
      'Did you mean `data.echo`?',
      'The workers offer http.request, web.search, data.echo, mail.send.',
    ]);
  });

  it('says when there are none at all', () => {
    const { diagnostics } = compileDefinition(withNodes('a: { tool: x }'), { tools: [], secrets: [] });
    expect(diagnostics[0]?.hint).toBe('The workers offer no tools.');
  });
});

import { describe, expect, it } from 'vitest';
import { found } from './rules.ts';

describe('chosen tools', () => {
  it('are of a list', () => {
    expect(found('a: { tool: "${ input.tool }", tools: [web.search, data.echo] }')).toEqual([]);
    expect(found('a: { tool: "${ input.tool }" }')).toEqual(['OST204 nodes.a.tool']);
    expect(found('a: { tool: web.search, tools: [web.search] }')).toEqual(['OST213 nodes.a.tools']);
    expect(found('a: { tool: "${ input.tool }", tools: [web.serch] }')).toEqual(['OST412 nodes.a.tools[0]']);
  });
});

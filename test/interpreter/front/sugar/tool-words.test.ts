/** Other ways to call a tool. */
import { describe, expect, it } from 'vitest';
import { compileDefinition } from '../../../../src/interpreter/index.ts';
import { catalogue, codesOf, compile, planOf, withNodes } from '../support.ts';

describe('component and action', () => {
  it('are the two words of a tool', () => {
    const words = withNodes('a: { component: web, action: search, input: { q: x } }');
    expect(planOf(words)).toEqual(planOf(withNodes('a: { tool: web.search, input: { q: x } }')));
  });

  it('are told where they are wrong', () => {
    expect(codesOf(withNodes('a: { component: web, action: serch }'))).toEqual(['OST412 nodes.a.component']);
    expect(codesOf(withNodes('a: { component: web }'))).toContain('OST204 nodes.a');
    expect(codesOf(withNodes('a: { action: 7, component: web }'))).toContain('OST201 nodes.a.action');
    expect(codesOf(withNodes('a: { run: [x], component: web }'))).toEqual(['OST202 nodes.a.component']);
  });
});

describe('a kind that a tool brings along', () => {
  const tools = [
    ...catalogue.tools,
    {
      name: 'crm.find_customer',
      kind: 'crm.lookup',
      description: 'Finds a customer.',
      input: {
        type: 'object',
        required: ['email'],
        additionalProperties: false,
        properties: { email: { type: 'string' } },
      },
      effect: 'read',
      quick: false,
    },
  ] as const;
  const check = (node: string) => compileDefinition(withNodes(node), { ...catalogue, tools });
  const codes = (node: string) => check(node).diagnostics.map(({ code, path }) => `${code} ${path}`);

  it('is a call of that tool', () => {
    const { plan } = check('a: { crm.lookup: { email: x@example.org }, retry: 2 }');
    expect(plan).toEqual(
      check('a: { tool: crm.find_customer, input: { email: x@example.org }, retry: 2 }').plan,
    );
    expect(plan?.scope.nodes[0]).toMatchObject({ kind: 'tool', tool: 'crm.find_customer' });
  });

  it('has its input checked where it is written', () => {
    expect(codes('a: { crm.lookup: { email: 7 } }')).toEqual(['OST413 nodes.a["crm.lookup"].email']);
    expect(codes('a: { crm.lookup: { email: x }, input: {} }')).toEqual(['OST213 nodes.a.input']);
  });

  it('is told where it is misspelt, and its input is read on', () => {
    const { diagnostics } = check('a: { crm.lokup: { email: "${ nodes.nobody.output }" } }');
    expect(diagnostics.map(({ code, path, hint }) => [code, path, hint])).toEqual([
      ['OST205', 'nodes.a["crm.lokup"]', 'Did you mean `crm.lookup`?'],
      ['OST301', expect.any(String), expect.any(String)],
    ]);
  });

  it('is no kind where no tool has it', () => {
    expect(compile(withNodes('a: { crm.lookup: {} }')).diagnostics[0]?.code).toBe('OST205');
  });
});

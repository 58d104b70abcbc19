/** A kind that a tool brings along, from the definition of the tool to the result of a run. */
import { expect, it } from 'vitest';
import { z } from 'zod';
import { toCatalogue } from '../../../src/activities/catalogue.ts';
import { callTool } from '../../../src/activities/tools/call.ts';
import { defineTool } from '../../../src/activities/tools/define.ts';
import { createRegistry } from '../../../src/activities/tools/registry.ts';
import type { Call } from '../../../src/interpreter/call.ts';
import { compileDefinition } from '../../../src/interpreter/index.ts';
import { runInMemory } from '../../support/memory-run.ts';
import { attemptOf, keepingLog, noArtifacts } from '../support/attempt.ts';

const lookup = defineTool({
  name: 'crm.find_customer',
  kind: 'crm.lookup',
  description: 'Finds a customer by e-mail address.',
  input: z.strictObject({ email: z.email() }),
  output: z.object({ id: z.string() }),
  effect: 'read',
  run: ({ email }) => ({ id: `customer of ${email}` }),
});
const tools = createRegistry([lookup]);
const compile = (input: string) =>
  compileDefinition(
    `ostinato: 1
name: test
nodes: { customer: { crm.lookup: ${input}, timeout: 1m } }
output: \${ nodes.customer.output.id }`,
    toCatalogue(tools, [], undefined),
  );

it('is called with the value as its input, and its result is the output', async () => {
  const { plan, diagnostics } = compile('{ email: "${ input.email }" }');
  if (!plan) throw new Error(JSON.stringify(diagnostics));
  const input = { email: 'ada@example.com' };
  const calls: Call[] = [];
  runInMemory(plan, (call) => ({ result: { id: String(calls.push(call)) } }), { input });
  const [call] = calls;
  if (call?.kind !== 'tool') throw new Error('no tool was called');
  const result = await callTool(call, attemptOf(), {
    tools,
    artifacts: noArtifacts,
    secret: () => '',
    log: keepingLog(),
  });
  expect(result).toEqual({ id: 'customer of ada@example.com' });
  const run = runInMemory(plan, () => ({ result }), { input });
  expect(run.result).toEqual({ status: 'succeeded', output: 'customer of ada@example.com' });
});

it('has its input and its output checked at submission', () => {
  expect(compile('{ mail: x }').diagnostics[0]).toMatchObject({ code: 'OST413' });
  expect(compile('{ email: 7 }').diagnostics[0]).toMatchObject({
    path: 'nodes.customer["crm.lookup"].email',
  });
});

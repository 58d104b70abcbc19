/** A catalogue to check against, and definitions in few words. */
import type { Catalogue, Compiled, Plan } from '../../../src/interpreter/index.ts';
import { compileDefinition, formatDiagnostic } from '../../../src/interpreter/index.ts';
import { expectJson } from '../../support/json.ts';

export const catalogue: Catalogue = {
  tools: [
    {
      name: 'http.request',
      description: 'One HTTP request.',
      input: {
        type: 'object',
        required: ['url'],
        additionalProperties: false,
        properties: {
          method: { type: 'string', enum: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] },
          url: { type: 'string' },
          headers: { type: 'object', additionalProperties: { type: 'string' } },
          body: true,
        },
      },
      output: {
        type: 'object',
        properties: { status: { type: 'integer' }, headers: { type: 'object' }, body: true },
      },
      effect: {
        field: 'method',
        values: { GET: 'read', HEAD: 'read', PUT: 'idempotent', DELETE: 'idempotent' },
        absent: 'read',
        otherwise: 'once',
      },
      quick: false,
    },
    { name: 'web.search', description: 'Search.', input: { type: 'object' }, effect: 'read', quick: false },
    { name: 'data.echo', description: 'Echo.', input: true, effect: 'read', quick: true },
    { name: 'mail.send', description: 'Send.', input: { type: 'object' }, effect: 'once', quick: true },
  ],
  secrets: ['weather'],
  defaultModel: 'openai/gpt-test',
};

/** A definition with these nodes and keys. */
export function withNodes(nodes: string, rest = ''): string {
  return `ostinato: 1\nname: test\n${rest}${rest === '' || rest.endsWith('\n') ? '' : '\n'}nodes:\n${indent(nodes)}\n`;
}

function indent(text: string): string {
  return text.trimEnd().replaceAll(/^(?=.)/gm, '  ');
}

export function compile(text: string): Compiled {
  return compileDefinition(text, catalogue);
}

/** `OST301 nodes.a.after` … by place. */
export function codesOf(text: string): string[] {
  return compile(text).diagnostics.map(({ code, path }) => `${code} ${path}`.trim());
}

/** The plan, which is JSON; a test fails with the diagnostics when there is none. */
export function planOf(text: string): Plan {
  const { plan, diagnostics } = compile(text);
  if (!plan) throw new Error(diagnostics.map((each) => formatDiagnostic(each)).join('\n\n'));
  expectJson(plan);
  return plan;
}

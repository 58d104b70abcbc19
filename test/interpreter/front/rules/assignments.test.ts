/** Who cannot do a node is told, and names that are not there. */
import { describe, expect, it } from 'vitest';
import type { Assign } from '../../../../src/interpreter/front/document/keys.ts';
import { compileDefinition } from '../../../../src/interpreter/index.ts';
import { catalogue, codesOf, withNodes } from '../support.ts';

function errorsOf(nodes: string, assign: Assign): string[] {
  return compileDefinition(withNodes(nodes), catalogue, { assign }).diagnostics.flatMap(
    ({ severity, code, path }) => (severity === 'error' ? [`${code} ${path}`.trim()] : []),
  );
}

const agent = 'agent: {}, prompt: Sum it up.';
const program = 'run: [./tool]';
const person = 'human: Good?, outcomes: [yes_, no_]';

describe('what cannot be', () => {
  it.each<[string, string, Assign, string]>([
    ['a program that nobody named', `a: { ${agent} }`, 'program', 'OST417 nodes.a'],
    ['a program for a person', `a: { ${person} }`, { a: 'functional' }, 'OST417 nodes.a'],
    ['a model for a program', `a: { ${program} }`, { a: 'agent' }, 'OST417 nodes.a'],
    ['a model for a vote', 'a: { human: Which?, quorum: 2 }', 'agent', 'OST417 nodes.a'],
    ['a person for a block', 'a: { do: { b: { wait: 1s } } }', { a: 'human' }, 'OST417 nodes.a'],
    ['a node that is not there', 'a: { wait: 1s }', { b: 'human' }, 'OST301'],
  ])('%s', (_, nodes, assign, expected) => {
    expect(errorsOf(nodes, assign)).toEqual([expected]);
  });

  it('names at the top that are not there', () => {
    expect(codesOf(withNodes(`draft: { ${agent} }`, 'assign: { draf: human }'))).toEqual([
      'OST301 assign.draf',
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { found, hints } from './rules.ts';

describe('known secrets', () => {
  it('takes what is configured', () => {
    expect(found('a: { run: [x], secrets: { KEY: weather } }')).toEqual([]);
  });

  it('says how to configure what is not', () => {
    const nodes = 'a: { run: [x], secrets: { KEY: bank, OTHER: weather } }';
    expect(found(nodes)).toEqual(['OST414 nodes.a.secrets.KEY']);
    expect(hints(nodes, 'OST414')).toEqual(['Configure it: OSTINATO_SECRETS=bank=NAME_OF_A_VARIABLE.']);
  });
});

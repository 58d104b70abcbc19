import { describe, expect, it } from 'vitest';
import { trackOrigins } from '../../../../src/interpreter/front/sugar/origins.ts';

describe('origins', () => {
  it('lead back from what was moved, and from what is inside of it', () => {
    const { moved, origin } = trackOrigins();
    moved(['nodes', 'b'], ['nodes', 1, 'b']);
    moved(['nodes', 'b', 'do', 'c'], ['nodes', 1, 'b', 'do', 0]);
    expect(origin(['nodes', 'b', 'run', 0])).toEqual(['nodes', 1, 'b', 'run', 0]);
    expect(origin(['nodes', 'b', 'do', 'c', 'when'])).toEqual(['nodes', 1, 'b', 'do', 0, 'when']);
    expect(origin(['nodes', 'a'])).toEqual(['nodes', 'a']);
  });

  it('tell a name from an index, and a name with a dot from two names', () => {
    const { moved, origin } = trackOrigins();
    moved(['a', '1'], ['x']);
    moved(['a.b'], ['y']);
    expect(origin(['a', 1])).toEqual(['a', 1]);
    expect(origin(['a', 'b'])).toEqual(['a', 'b']);
    expect(origin(['a.b', 'c'])).toEqual(['y', 'c']);
  });
});

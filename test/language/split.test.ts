/** Every fixture with a map once more, with one and with three items in a shard: nobody can tell (SH1, SH2). */
import { describe, expect, it } from 'vitest';
import { endedVisits, traceLine } from '../../src/simulate/trace.ts';
import { childrenOf, expectAsWritten, fixtures, inputOf, planOf } from '../support/fixture.ts';
import { runInMemory } from '../support/memory-run.ts';
import { splitEarly } from '../support/split.ts';
import { memoryWorld } from '../support/tools.ts';

const withMaps = fixtures().filter((fixture) => JSON.stringify(planOf(fixture)).includes('"shard":500'));

it('there are some', () => expect(withMaps.length).toBeGreaterThan(10));

for (const fixture of withMaps) {
  describe(`${fixture.rule} ${fixture.name}: ${fixture.title}`, () => {
    it.each([1, 3])('%i in a shard', (size) => {
      const plan = splitEarly(planOf(fixture), size);
      const { state, shards } = runInMemory(plan, memoryWorld, {
        input: inputOf(fixture, plan),
        asKept: true,
        children: childrenOf(fixture),
        ...(fixture.sent && { sent: fixture.sent }),
        ...(fixture.by !== undefined && { by: fixture.by }),
      });
      const { trace, ...expected } = fixture.expect;
      expectAsWritten({ ...fixture, expect: expected }, plan, state);
      const parts = shards.flatMap((shard) =>
        // The map itself has a visit in each of its shards.
        endedVisits(shard.plan, shard.state).filter(
          ({ path }) => path !== pathOf(shard.plan, shard.state.scopes[0]?.prefix),
        ),
      );
      const seen = [...endedVisits(plan, state), ...parts].map(traceLine).sort();
      if (trace) expect(seen).toEqual([...trace].sort());
      expect(state.ops).toEqual({});
    });
  });
}

function pathOf(
  { scope }: { readonly scope: { readonly nodes: readonly { readonly name: string }[] } },
  prefix = '',
) {
  return `${prefix}${scope.nodes[0]?.name ?? ''}`;
}

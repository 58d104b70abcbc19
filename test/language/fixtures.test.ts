/** Every fixture in memory; once more with the state stored and read back between any two events. */
import { describe, expect, it } from 'vitest';
import { childrenOf, expectAsWritten, fixtures, inputOf, planOf } from '../support/fixture.ts';
import { expectJson } from '../support/json.ts';
import { runInMemory } from '../support/memory-run.ts';
import { memoryWorld } from '../support/tools.ts';

for (const fixture of fixtures()) {
  describe(`${fixture.rule} ${fixture.name}: ${fixture.title}`, () => {
    for (const asKept of [false, true]) {
      it(asKept ? 'with the state stored after every event' : 'in memory', () => {
        const plan = planOf(fixture);
        const input = inputOf(fixture, plan);
        const { state, commands } = runInMemory(plan, memoryWorld, {
          input,
          asKept,
          children: childrenOf(fixture),
          ...(fixture.sent && { sent: fixture.sent }),
          ...(fixture.by !== undefined && { by: fixture.by }),
        });
        expectAsWritten(fixture, plan, state);
        for (const value of [plan, state, commands]) expectJson(value);
        expect(state.ops).toEqual({});
        expect(state.requests).toEqual({});
        expect(state.slots).toBe(0);
        expect(state.waits).toBe(0);
      });
    }
  });
}

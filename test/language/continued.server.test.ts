/**
 * Every fixture on a real server once more, by runs that go on in a new execution after a handful of events: at every
 * moment at which they can, and so with everything that a run can be in the middle of.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixtures } from '../support/fixture.ts';
import { type FixtureServer, openFixtureServer } from '../support/fixtures-on-server.ts';

let server: FixtureServer;
beforeAll(async () => {
  server = await openFixtureServer(fixtures(), 'many');
});
afterAll(() => server.close());

describe.concurrent('in many executions', () => {
  for (const fixture of fixtures()) {
    it(`${fixture.rule} ${fixture.name}: ${fixture.title}`, () => server.run(fixture));
  }
});

it('by replay of the histories that they made', async () => {
  expect(await server.replay()).toEqual([]);
});

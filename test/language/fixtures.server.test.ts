/** Every fixture on a real server with real activities, and again by replay of the history that it made. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixtures } from '../support/fixture.ts';
import { type FixtureServer, openFixtureServer } from '../support/fixtures-on-server.ts';

let server: FixtureServer;
beforeAll(async () => {
  server = await openFixtureServer(fixtures());
});
afterAll(() => server.close());

describe.concurrent('on a real server', () => {
  for (const fixture of fixtures()) {
    it(`${fixture.rule} ${fixture.name}: ${fixture.title}`, () => server.run(fixture));
  }
});

it('by replay of the histories that they made', async () => {
  expect(await server.replay()).toEqual([]);
});

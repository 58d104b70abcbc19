/** The control-flow patterns on a real server, and again by replay. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FixtureServer, openFixtureServer } from '../support/fixtures-on-server.ts';
import { casesOf, patterns } from '../support/pattern.ts';

const cases = patterns().flatMap(casesOf);
let server: FixtureServer;
beforeAll(async () => {
  server = await openFixtureServer(cases);
});
afterAll(() => server.close());

describe.concurrent('on a real server', () => {
  for (const fixture of cases) it(`${fixture.title}: ${fixture.name}`, () => server.run(fixture));
});

it('by replay of the histories that they made', async () => {
  expect(await server.replay()).toEqual([]);
});

/**
 * Every fixture with tools once more with these in the local lane, in one execution and in many: nobody can tell, but by
 * the history.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixtures } from '../support/fixture.ts';
import { type FixtureServer, openFixtureServer } from '../support/fixtures-on-server.ts';
import { hasQuickTools } from '../support/quick.ts';

const withTools = fixtures().filter(hasQuickTools);

it('there are many', () => expect(withTools.length).toBeGreaterThan(50));

describe.each(['local', 'local-many'] as const)('%s', (mode) => {
  let server: FixtureServer;
  beforeAll(async () => {
    server = await openFixtureServer(withTools, mode);
  });
  afterAll(() => server.close());

  describe.concurrent('on a real server', () => {
    for (const fixture of withTools) {
      it(`${fixture.rule} ${fixture.name}: ${fixture.title}`, () => server.run(fixture));
    }
  });

  it('by replay of the histories that they made', async () => {
    expect(await server.replay()).toEqual([]);
  });
});

/** Which fixtures have work for the local lane. */
import { compiled, type Fixture, planOf } from './fixture.ts';
import { quickCatalogue } from './tools.ts';

export function hasQuickTools(fixture: Fixture): boolean {
  const plans = [
    planOf(fixture, quickCatalogue),
    ...Object.values(fixture.children ?? {}).map((text) => compiled(text, quickCatalogue)),
  ];
  return JSON.stringify(plans).includes('"lane":"local"');
}

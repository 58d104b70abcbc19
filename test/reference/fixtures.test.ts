/** The reference agrees with every fixture of the language. */
import { describe, expect, it } from 'vitest';
import { parseDocument } from '../../src/interpreter/index.ts';
import { withDefaults } from '../../src/interpreter/schema.ts';
import { type Fixture, fixtures } from '../support/fixture.ts';
import type { Sent } from '../support/memory-run.ts';
import { memoryWorld, testCatalogue } from '../support/tools.ts';
import { type Happening, type Outcome, runReference } from './run.ts';
import type { World } from './state.ts';

const world: World = (_op, call) => memoryWorld(call as never, undefined as never);

function run(fixture: Fixture): Outcome {
  const { document, diagnostics } = parseDocument(fixture.definition);
  if (!document) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  const input = withDefaults(document.input ?? {}, fixture.input ?? {});
  const events = (fixture.sent ?? []).flatMap(happeningOf);
  return runReference(document, world, testCatalogue, events, input);
}

function happeningOf(sent: Sent): readonly Happening[] {
  if ('cancel' in sent) return [{ type: 'cancel' }];
  if ('event' in sent) return [{ type: 'event', event: sent.event }];
  return 'verb' in sent ? [] : [{ type: 'answer', answer: sent }];
}

/** What stands around a run, is about people beyond one answer, or speaks to the run, is the core's alone. */
const beyond =
  /\b(?:workflow|plan|define|emit|agent|quorum|notSubmitter|cleanup|cache|phases|assign):|\$suspend/;
/**
 * The limit of time of a whole run, and what is made of what a program prints, say nothing of the order of nodes: these
 * two lose nothing. The others are a gap: of `join: each` the reference knows what goes its way, is withdrawn by
 * `rest: cancel` or set back whole, and nothing else. That its visits are cancelled or completed from the side, take
 * turns with a lock, or outlive a round rests on these fixtures and on the tests of the core alone.
 */
const unknown: ReadonlySet<string> = new Set([
  'timeout-of-the-run',
  'what-it-prints-may-be-json',
  'cancel-visits',
  'complete-visits',
  'visits-one-at-a-time',
  'a-round-keeps-visits-from-outside',
  'a-way-back-starts-a-visit',
]);

function isKnown({ name, definition, sent = [] }: Fixture): boolean {
  return !beyond.test(definition) && !unknown.has(name) && !sent.some((one) => 'verb' in one);
}

describe('the reference agrees with the fixture', () => {
  for (const fixture of fixtures().filter(isKnown)) {
    // The reference runs nodes as their kinds say; who does them in their place is no matter of the graph.
    if (fixture.rule === 'S32') continue;
    it(`${fixture.rule} ${fixture.name}: ${fixture.title}`, () => {
      const { status, output, error, trace, refused } = fixture.expect;
      const { result, ...seen } = run(fixture);
      expect(result?.status, JSON.stringify(result)).toBe(status);
      if (output !== undefined) expect(result).toHaveProperty('output', output);
      if (error !== undefined) expect(result).toMatchObject({ error });
      if (trace !== undefined)
        expect(fixture.unordered ? [...seen.trace].sort() : seen.trace).toEqual(
          fixture.unordered ? [...trace].sort() : trace,
        );
      if (refused !== undefined) expect(seen.refused).toEqual(refused);
    });
  }
});

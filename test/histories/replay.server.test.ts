/** What earlier builds have recorded replays on this one, and nothing of the language is without a recording. */
import { Worker } from '@temporalio/worker';
import { expect, inject, it } from 'vitest';
import { type Fixture, fixtures } from '../support/fixture.ts';
import { agentRecording, mapRecording, partRecording } from './others.ts';
import { hasQuickTools } from '../support/quick.ts';
import { localModes, type Mode, modes, recorded, recordingOf, recordings } from '../support/recorded.ts';

/** @param names takes what each is a recording of, by workflow id */
function* executions(names: Map<string, string>) {
  for (const name of recordings()) {
    for (const history of recorded(name)) {
      const workflowId = history.events[0]?.workflowExecutionStartedEventAttributes?.workflowId ?? '';
      names.set(workflowId, name);
      yield { workflowId, history };
    }
  }
}

it('every recorded history replays', { timeout: 600_000 }, async () => {
  const workflowBundle = { codePath: inject('temporal').bundle };
  const faults: string[] = [];
  const names = new Map<string, string>();
  let replayed = 0;
  for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle }, executions(names))) {
    replayed++;
    if (error) faults.push(`${names.get(workflowId)}: ${error.message}`);
  }
  expect(faults).toEqual([]);
  expect(replayed).toBeGreaterThan(500);
});

it('every fixture of the language, an agent, and a map in parts, has a recording: `npm run histories` makes those that are missing', () => {
  const there = new Set(recordings());
  const wanted = [
    ...[...fixtures(), agentRecording, mapRecording, partRecording].flatMap((fixture) => recordingsOf(fixture, modes)),
    ...fixtures()
      .filter(hasQuickTools)
      .flatMap((fixture) => recordingsOf(fixture, localModes)),
  ];
  expect(wanted.filter((name) => !there.has(name))).toEqual([]);
});

function recordingsOf(fixture: Pick<Fixture, 'rule' | 'name'>, among: readonly Mode[]): readonly string[] {
  return among.map((mode) => recordingOf(fixture, mode));
}

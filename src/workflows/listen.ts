/**
 * How a run is spoken to: the handlers of its signals and updates. Owns what is refused before the core hears of it;
 * whether an answer or a verb fits is judged by the core.
 */
import { ApplicationFailure, log, setDefaultSignalHandler, setHandler } from '@temporalio/workflow';
import type { SignalDefinition } from '@temporalio/common';
import { type Answer, clip, judge, judgeVerb, type Plan, type RunState } from '../interpreter/sandbox.ts';
import type { Feed } from './feed.ts';
import {
  eventSignal,
  grantedSignal,
  type Refusal,
  resumeSignal,
  resumeUpdate,
  type ResumeReply,
  type VerbName,
  verbNames,
  verbs,
  verbSignal,
  verbUpdate,
} from './messages.ts';
import { grantedOf, namedEventOf, verbOf } from './parse.ts';

/** Until a child run knows its plan, signals are kept by the SDK and updates are refused. */
export function listenWhileLoading(): void {
  const early = { validator: tooEarly };
  setHandler(resumeUpdate, tooEarly, early);
  for (const name of verbNames) setHandler(verbUpdate(name), tooEarly, early);
}

/** The rest is as the handlers are called: with what was sent. */
function tooEarly(..._sent: readonly unknown[]): never {
  const title = 'The run loads its definition and asks nobody yet; try again in a moment';
  throw refused('resume-unknown', title);
}

/** Sets every handler (DR1). What came before is delivered now: signals in the order in which they came, then updates. */
export function listen(plan: Plan, state: RunState, feed: Feed): void {
  const signals: Readonly<Record<string, (sent: unknown) => void>> = {
    // Judged by the core, whatever it is.
    resume: (sent) => feed({ type: 'answer', answer: sent as Answer }),
    event: (sent) => hear(feed, sent),
    granted: (sent) => grant(state, feed, sent),
    ...Object.fromEntries(verbNames.map((name) => [name, (sent: unknown) => signalled(name, feed, sent)])),
  };
  setDefaultSignalHandler((name, sent) =>
    Object.hasOwn(signals, name)
      ? signals[name]?.(sent)
      : log.warn(`a signal \`${name}\` is passed over: there is none of this name`),
  );
  setHandler(resumeUpdate, (answer) => accept(plan, state, answer, feed), {
    validator: (answer) => refuseBad(plan, state, answer),
    description: 'Answers an open request: { request, value?, outcome?, idempotencyKey?, by? }',
  });
  for (const [signal, description] of described) {
    setHandler(signal, (sent: unknown) => signals[signal.name]?.(sent), { description });
  }
  for (const name of verbNames) listenToVerb(name, plan, state, feed);
}

/** What Temporal Web UI says of the signals. */
const described: readonly (readonly [SignalDefinition<[unknown]>, string])[] = [
  [resumeSignal, 'As the update, without a reply; a refused answer is shown in the run'],
  [eventSignal, 'An event for what waits for it: { id?, name, key?, data? }'],
  [grantedSignal, 'A global lock has come; Ostinato sends it'],
  ...verbNames.map((name) => [verbSignal(name), 'As the update, without a reply'] as const),
];

function hear(feed: Feed, sent: unknown): void {
  const event = namedEventOf(sent);
  if (event) feed({ type: 'event', event });
  else log.warn('a signal `event` is passed over: it is no { id?, name, key?, data? }');
}

function grant({ run }: RunState, feed: Feed, sent: unknown): void {
  const op = grantedOf(sent, run);
  if (op !== undefined) feed({ type: 'granted', op });
  else log.warn('a signal `granted` is passed over: it is no { execution, op } of this run');
}

function listenToVerb(name: VerbName, plan: Plan, state: RunState, feed: Feed): void {
  const description = verbs[name];
  const read = (sent: unknown) => {
    const verb = verbOf(name, sent);
    if (!verb) throw refused('verb-invalid', `\`${name}\` takes other arguments. ${description}.`);
    const verdict = judgeVerb(plan, state, verb);
    if (verdict.is === 'refuse') throw refused(verdict.type, verdict.title);
    return verb;
  };
  setHandler(verbUpdate(name), (sent: unknown) => feed({ type: 'verb', verb: read(sent) }), {
    validator: (sent: unknown) => void read(sent),
    description,
  });
}

function signalled(name: VerbName, feed: Feed, sent: unknown): void {
  const verb = verbOf(name, sent);
  if (verb) feed({ type: 'verb', verb });
  else log.warn(`a signal \`${name}\` is passed over: it takes other arguments`);
}

function refuseBad(plan: Plan, state: RunState, answer: Answer): void {
  const verdict = judge(plan, state, answer);
  if (verdict.is !== 'refuse') return;
  const { type, title, request, faults } = verdict;
  throw refused(type, title, { request, faults });
}

/** Characters of what is no payload. */
const longest = 2_000;

function refused(type: Refusal, title: string, more: object = {}): ApplicationFailure {
  return ApplicationFailure.nonRetryable(clip(title, longest), type, more);
}

/** Judges again: another answer may have come between validation and now. */
function accept(plan: Plan, state: RunState, answer: Answer, feed: Feed): ResumeReply {
  refuseBad(plan, state, answer);
  const verdict = judge(plan, state, answer);
  if (verdict.is === 'accept') feed({ type: 'answer', answer });
  if (verdict.is === 'refuse') throw new Error(verdict.title);
  return { request: verdict.request, ...(verdict.outcome !== undefined && { outcome: verdict.outcome }) };
}

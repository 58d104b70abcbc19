/**
 * What a run is started with and how it is spoken to: the messages between the client and the workflow.
 * Owns names and shapes; shared with the client, so it imports nothing but types and message definitions.
 */
import type { SignalDefinition, UpdateDefinition } from '@temporalio/common';
import { defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Answer, NamedEvent, Verb } from '../interpreter/core/event.ts';
import type { CallCommand, ChildCommand, ShardCommand, TellCommand } from '../interpreter/core/command.ts';
import type { Shard } from '../interpreter/core/shards.ts';
import type { RunIdentity, RunState } from '../interpreter/core/state.ts';
import type { Json } from '../interpreter/json.ts';
import type { Plan, RetryPlan } from '../interpreter/plan.ts';
import type { ArmedTimer } from './timers.ts';

export interface RunBase {
  /** Names of the search attributes that may be set on this server; see `searchAttributes`. */
  readonly attributes: readonly string[];
  /** The worker answers for models with the local double. */
  readonly mock?: boolean;
  /** Who submitted it. */
  readonly by?: string;
  /** Tools and models whose calls wait in a queue of their own (`limited.ts`), as it was at its start. */
  readonly limited?: readonly string[];
  /** Events of a history after which the run goes on in a new execution; absent = 2,000 (`passage.ts`). */
  readonly continueAfter?: number;
}
export interface DefinitionRef {
  readonly version: number;
  /** SHA-256 (hex) of the text. */
  readonly hash: string;
}
/** A run that was started from outside: with its plan. */
export interface PlannedRun extends RunBase {
  /** Checked against the input schema, defaults applied. */
  readonly input: Json;
  readonly definition: DefinitionRef;
}
/** A run that a node of another run has started: it loads its plan, which then stands once, in its own history. */
export interface LoadedRun extends RunBase {
  readonly load: { readonly workflow: string; readonly version?: number };
  /** As the node gives it; it is checked when the plan is there. */
  readonly input: Json;
  readonly parent: { readonly runId: string; readonly op: string };
  /** How many runs are around it. */
  readonly depth: number;
  /** Tells which of its failures begin it again. */
  readonly retry: RetryPlan;
}
/** A run that does a part of a map of another run: with the plan of that run. */
export interface PartRun extends PlannedRun {
  readonly shard: Shard;
  /** Whose map it is: expressions and keys of its nodes are that run's. */
  readonly of: RunIdentity;
  readonly parent: LoadedRun['parent'];
}
/** A run that goes on where an earlier execution of it has left off: with its plan. */
export interface ContinuedRun extends PlannedRun {
  readonly carried: Carried;
  /** It has gone on because a newer build of the workers was there. */
  readonly moved?: true;
  /** Of the first execution, ms since 1970. */
  readonly startedAt: number;
  /** Of a run that another one has started. */
  readonly child?: Pick<LoadedRun, 'parent'> & Partial<Pick<LoadedRun, 'retry'>>;
}
/** What a run takes along into a new execution. */
export interface Carried {
  readonly state: RunState;
  /** Operations of the state that have not begun, in their order. */
  readonly commands: readonly (CallCommand | ChildCommand | ShardCommand | TellCommand)[];
  /** Timers of the state, in the order in which they were armed. */
  readonly timers: readonly ArmedTimer[];
}
export type RunInput = PlannedRun | LoadedRun | PartRun | ContinuedRun;
/**
 * What the workflow is given. The plan is an argument, and so a payload, of its own: it is the same in all runs of a
 * version and in all executions of a run, and is stored once for them all.
 */
export type RunArguments =
  | [run: PlannedRun | PartRun | ContinuedRun, plan: Plan]
  | [run: LoadedRun, plan?: undefined];

/**
 * Task queue of the calls that have a limit.
 * @param queue of the workers that do them
 * @param subject `tool:NAME` or `model:PROVIDER/NAME`
 */
export function limitQueue(queue: string, subject: string): string {
  return `${queue}/limit/${subject}`;
}

/** Titles of the timers that are no operations of the run. */
export const passageTimer = 'Go on in a new execution';
export const pauseTimer = 'Pause before the next attempt';
export const laneTimer = 'Hear what has come meanwhile';

/** Workflow type of parts of maps; with a dot in it, it is the name of no definition. */
export const partType = 'ostinato.part';

/** Activity id of the loading of a `LoadedRun`. */
export const loadOp = 'load';

/** Activity that waits for a value which a call could not be given, and what its id has behind that of the call. */
export const awaitActivity = 'value.await';
export const awaitSuffix = '/value';

/** Search attributes that Ostinato uses, with Temporal's types. */
export const searchAttributes = {
  OstinatoVersion: 'Int',
  OstinatoStatus: 'Keyword',
  OstinatoWaitingFor: 'KeywordList',
} as const;
export type SearchAttributeName = keyof typeof searchAttributes;

/** Key of the note that every run carries among the memo's fields, readable without its history. */
export const memoKey = 'ostinato';
export interface RunNote {
  /** Absent until a child run has loaded its definition. */
  readonly version?: number | undefined;
  /** Print of input and submitter, to tell a repeated start from another one under the same key. */
  readonly input?: string | undefined;
  /** Run id of the run around it. */
  readonly parent?: string | undefined;
}

export interface ResumeReply {
  readonly request: string;
  readonly outcome?: string;
}

export const resumeUpdate = defineUpdate<ResumeReply, [Answer]>('resume');
export const resumeSignal = defineSignal<[Answer]>('resume');
export const eventSignal = defineSignal<[NamedEvent]>('event');
/** From the workflow that keeps the global locks. */
export const grantedSignal = defineSignal<[{ readonly execution: string; readonly op: string }]>('granted');

/** Every verb is an update and a signal of its name. */
export const verbs = {
  pause: 'Nothing starts any more; what is under way goes on',
  unpause: 'Ends a pause',
  'step-mode': 'Halts before each node, or not any more: { on }',
  step: 'Lets one node start',
  'cancel-node': 'Cancels a node: { node }',
  'complete-node': 'Ends a map, or an item of it, with what it has: { node }',
} as const satisfies Readonly<Record<Verb['do'], string>>;
export type VerbName = keyof typeof verbs;
export const verbNames = Object.keys(verbs) as readonly VerbName[];

/** Arguments of a verb: `parse.ts`. */
export function verbUpdate(name: VerbName): UpdateDefinition<void, [unknown]> {
  return defineUpdate(name);
}
export function verbSignal(name: VerbName): SignalDefinition<[unknown]> {
  return defineSignal(name);
}

/** Types of the failures with which an update is refused; `details[0]` holds more. */
export const refusals = [
  'resume-unknown',
  'resume-answered',
  'resume-closed',
  'resume-invalid',
  'resume-conflict',
  'resume-ambiguous',
  'resume-forbidden',
  'verb-invalid',
  'verb-closed',
  'verb-unknown',
  'verb-ambiguous',
  'verb-impossible',
  'verb-not-stepping',
] as const;
export type Refusal = (typeof refusals)[number];

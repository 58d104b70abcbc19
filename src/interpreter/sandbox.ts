/**
 * The only entry of the interpreter that workflow code may import: the core, what it is made of, and nothing of the
 * front half.
 */
export type { AwaitCall, ClosedRunsCall, ClosedRunsReply, LoadCall, LoadReply } from './call.ts';
export { judge, type Verdict } from './core/answer.ts';
export type {
  CallCommand,
  ChildCommand,
  Command,
  FinishCommand,
  RunResult,
  ShardCommand,
  TellCommand,
  TimerCommand,
} from './core/command.ts';
export { largeFrom } from './core/effort.ts';
export type { Answer, Event, NamedEvent, Verb } from './core/event.ts';
export { clip } from './clip.ts';
export { fingerprint } from './core/fingerprint.ts';
export { forget } from './core/forget.ts';
export { createShardRun } from './core/shard-run.ts';
export { createState, type RunIdentity, type RunState } from './core/state.ts';
export { describeRun, openStatus, type OpenStatus, waitingFor } from './core/status.ts';
export { transition } from './core/transition.ts';
export { judgeVerb, nextHalted, type VerbVerdict } from './core/verbs.ts';
export { type ErrorType, type RunError, tooSlow, valueLost } from './errors.ts';
export { isObject, type Json, type JsonObject } from './json.ts';
export { PLAN_VERSION, type Plan, type RetryPlan } from './plan.ts';
export { mayRetry, pauseAfter } from './retry.ts';

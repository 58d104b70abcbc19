/**
 * What a run is started with and how it is spoken to: the messages between the client and the workflow.
 * Owns names and shapes; shared with the client, so it imports nothing but types and message definitions.
 */
import { defineSignal, defineUpdate } from '@temporalio/workflow';
import type { Answer } from '../interpreter/core/event.ts';
import type { Json } from '../interpreter/json.ts';
import type { Plan } from '../interpreter/plan.ts';

/** The one argument of the workflow. */
export interface RunInput {
  readonly plan: Plan;
  /** Checked against the input schema, defaults applied. */
  readonly input: Json;
  readonly definition: { readonly version: number; readonly hash: string };
  /** Names of the search attributes that may be set on this server; see `searchAttributes`. */
  readonly attributes: readonly string[];
  /** The worker answers for models with the local double. */
  readonly mock?: boolean;
}

/** Search attributes that Ostinato uses, with Temporal's types. */
export const searchAttributes = {
  OstinatoVersion: 'Int',
  OstinatoStatus: 'Keyword',
  OstinatoWaitingFor: 'KeywordList',
} as const;
export type SearchAttributeName = keyof typeof searchAttributes;

export interface ResumeReply {
  readonly request: string;
  readonly outcome?: string;
}

export const resumeUpdate = defineUpdate<ResumeReply, [Answer]>('resume');
export const resumeSignal = defineSignal<[Answer]>('resume');

/** Types of the failures with which an update is refused; `details[0]` holds more. */
export const refusals = [
  'resume-unknown',
  'resume-answered',
  'resume-closed',
  'resume-invalid',
  'resume-conflict',
  'resume-ambiguous',
] as const;
export type Refusal = (typeof refusals)[number];

/** Answers of people (S24): which request they are for, whether they fit, and what they make of the node. */
import type { Json, JsonSchema } from '../../src/interpreter/json.ts';
import { validate, withDefaults } from '../../src/interpreter/schema.ts';
import type { RunError } from '../../src/interpreter/errors.ts';
import { idOf, type Op, type Run, type Visit } from './state.ts';
import { endVisit } from './visits.ts';

export interface Answer {
  readonly request?: string;
  readonly node?: string;
  readonly value?: Json;
  readonly outcome?: string;
  readonly idempotencyKey?: string;
  readonly by?: string;
}

/** Why it was refused, or nothing. */
export function answer(run: Run, given: Answer): string | undefined {
  const open = openRequests(run).filter((visit) => isFor(given, visit));
  const [visit] = open;
  if (open.length > 1) return 'resume-ambiguous';
  if (visit === undefined) return wasAnswered(run, given) ? 'resume-answered' : 'resume-unknown';
  if (visit.doubt) return word(visit, visit.doubt, given);
  const { document } = visit.node.graph;
  if (document.kind !== 'human') throw new Error('only people are asked');
  const { outcomes = [], form } = document;
  // Where there is only one, it need not be said.
  const outcome = given.outcome ?? (outcomes.length === 1 ? outcomes[0] : undefined);
  const fits = outcome === undefined ? outcomes.length === 0 : outcomes.includes(outcome);
  const value = form === undefined ? given.value : withDefaults(form, given.value ?? {});
  if (!fits || (form !== undefined && validate(form, value ?? null).length > 0)) return 'resume-invalid';
  endVisit(visit, { kind: 'outcome', output: value ?? null, ...(outcome !== undefined && { outcome }) });
  return undefined;
}

/** S36: what became of work in doubt. */
function word(visit: Visit, op: Op, { outcome, value }: Answer): string | undefined {
  const form = formOf(visit);
  const given = form === undefined ? (value ?? null) : withDefaults(form, value ?? {});
  switch (outcome) {
    case 'happened':
      if (form !== undefined && validate(form, given).length > 0) return 'resume-invalid';
      endVisit(visit, { kind: 'outcome', output: given });
      return undefined;
    case 'again':
      if (value !== undefined) return 'resume-invalid';
      delete visit.doubt;
      visit.node.scope.run.ops.push(op);
      return undefined;
    case 'failed':
      if (value !== undefined) return 'resume-invalid';
      endVisit(visit, { kind: 'failed', error: { ...errorOf(op), instance: idOf(visit) } });
      return undefined;
    default:
      return 'resume-invalid';
  }
}

/** `returns`, or else what the tool says that it gives. */
function formOf({ node: { graph, scope } }: Visit): JsonSchema | undefined {
  const { document } = graph;
  if ('returns' in document && document.returns !== undefined) return document.returns;
  if (document.kind !== 'tool') return undefined;
  return scope.run.tools.find(({ name }) => name === document.tool)?.output;
}

/** It is in doubt no more. */
function errorOf({ reply }: Op): RunError {
  if (!reply || !('error' in reply)) throw new Error('nothing has failed');
  const { doubt: _, ...certain } = reply.error;
  return certain;
}

export function openRequests({ visits }: Run): readonly Visit[] {
  return visits.filter(({ status, awaits, doubt }) => status === 'active' && (awaits === 'answer' || doubt));
}

function isFor({ request, node }: Answer, visit: Visit): boolean {
  const id = idOf(visit);
  if (request !== undefined) return request === id;
  return node === visit.node.graph.name || node === id.slice(0, id.lastIndexOf('#'));
}

function wasAnswered({ ended }: Run, given: Answer): boolean {
  return ended.some((visit) => visit.awaits !== undefined && visit.awaits !== 'event' && isFor(given, visit));
}

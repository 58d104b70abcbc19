/**
 * Judges a person's answer before it is accepted (S24). Owns the verdict; changes nothing.
 *
 * H1. The first valid answer wins; the same answer again, with the same key, gets the same reply.
 * H2. An answer that is refused changes nothing of the run but the list of refused answers.
 */
import type { Json, JsonSchema } from '../json.ts';
import { isObject } from '../json.ts';
import type { HumanNode, NodePlan, Plan } from '../plan.ts';
import { validate, withDefaults } from '../schema.ts';
import type { Answer } from './event.ts';
import { fingerprint } from './fingerprint.ts';
import { doubtForm, doubtOutcomes } from './kinds/doubt.ts';
import type { RequestState, RunState } from './state.ts';
import { nodePlan, openStep } from './step.ts';

export type Verdict =
  | {
      readonly is: 'accept';
      readonly request: string;
      readonly value: Json;
      readonly outcome?: string;
      readonly print: string;
    }
  | { readonly is: 'repeat'; readonly request: string; readonly outcome?: string }
  | Refused;
interface Refused {
  readonly is: 'refuse';
  readonly type:
    | 'resume-unknown'
    | 'resume-answered'
    | 'resume-closed'
    | 'resume-invalid'
    | 'resume-conflict'
    | 'resume-ambiguous'
    | 'resume-forbidden';
  readonly title: string;
  readonly request?: string;
  readonly faults: readonly { readonly path: string; readonly message: string }[];
}

export function judge(plan: Plan, state: RunState, answer: unknown): Verdict {
  const parsed = parse(answer);
  if (!parsed)
    return refuse('resume-invalid', 'An answer is an object with `request`, and `value` or `outcome`');
  if (state.result) return refuse('resume-closed', 'The run is over');
  const id = parsed.request ?? requestOf(state, parsed.node ?? '');
  if (typeof id !== 'string') return id;
  const request = known(state.requests, id);
  if (!request || isRepeated(state, id, parsed)) return judgeClosed(state, id, parsed);
  const node = nodePlan(openStep(plan, state, state.now), request);
  if (request.doubt) return judgeDoubt(node, id, request, parsed);
  if (node.kind !== 'human') return judgeSuspended(node, id, request, parsed);
  return judgePerson(state, node, id, request, parsed) ?? judgeOpen(node, id, request, parsed);
}

/** What is asked again under the same id (S36) is not answered by the answer of before. */
function isRepeated({ answers }: RunState, id: string, { idempotencyKey: key }: Answer): boolean {
  return key !== undefined && known(answers, id)?.key === key;
}

/** Whether this person may answer at all, and has not answered before. */
function judgePerson(
  state: RunState,
  node: HumanNode,
  id: string,
  request: RequestState,
  answer: Answer,
): Verdict | undefined {
  const { by, idempotencyKey: key } = answer;
  if (node.notSubmitter && by === undefined && state.run.by !== undefined) {
    return refuse('resume-invalid', 'Say who answers: `by` is required here', id, [byIsMissing]);
  }
  if (node.notSubmitter && by === state.run.by && by !== undefined) {
    return refuse('resume-forbidden', `${by} has submitted this run and may not answer ${id}`, id);
  }
  if (!node.quorum) return undefined;
  if (by === undefined)
    return refuse('resume-invalid', 'Say who answers: `by` is required here', id, [byIsMissing]);
  const before = request.votes?.find((vote) => vote.by === by);
  if (!before) return undefined;
  if (key === undefined || key !== before.key) {
    return refuse('resume-answered', `${by} has answered ${id} before`, id);
  }
  if (before.print !== printOf(answer)) {
    return refuse('resume-conflict', `This idempotency key came with a different answer to ${id} before`, id);
  }
  return { is: 'repeat', request: id, ...(before.outcome !== undefined && { outcome: before.outcome }) };
}

const byIsMissing = { path: 'by', message: 'by is required: who gives this answer' };

/** The value that stands in for a suspended handler's result: by its own form, else by `returns` (S25). */
function judgeSuspended(node: NodePlan, id: string, request: RequestState, answer: Answer): Verdict {
  const returns = 'returns' in node && node.kind !== 'agent' ? node.returns : undefined;
  const form = request.suspended?.form ?? returns;
  if (answer.outcome !== undefined) {
    const message = 'this request has no outcomes: leave it out';
    return refuse('resume-invalid', message, id, [{ path: 'outcome', message }]);
  }
  return judgeValue(form, id, answer, undefined);
}

/** What became of the work (S36); only what was done has a value. */
function judgeDoubt(node: NodePlan, id: string, request: RequestState, answer: Answer): Verdict {
  const outcome = chosen(Object.keys(doubtOutcomes), id, request, answer);
  if (typeof outcome === 'object') return outcome;
  if (outcome === 'happened') return judgeValue(doubtForm(node), id, answer, outcome);
  if (answer.value === undefined) return judgeValue(undefined, id, answer, outcome);
  const message = 'only `happened` has a value: leave it out';
  return refuse('resume-invalid', message, id, [{ path: 'value', message }]);
}

/** What arrives by signal is not checked by anyone before. */
function parse(answer: unknown): Answer | undefined {
  if (!isObject(answer)) return undefined;
  const text = (name: string) => answer[name] === undefined || typeof answer[name] === 'string';
  if (!['request', 'node', 'outcome', 'idempotencyKey', 'by'].every(text)) return undefined;
  if (answer['request'] === undefined && answer['node'] === undefined) return undefined;
  return answer;
}

function requestOf(state: RunState, node: string): string | Refused {
  const open = Object.keys(state.requests).filter((id) => pathOf(id) === node || nameOf(id) === node);
  const [only] = open;
  if (only !== undefined && open.length === 1) return only;
  if (open.length > 1) {
    return refuse(
      'resume-ambiguous',
      `${node} has ${open.length} open requests: name one of ${open.join(', ')}`,
    );
  }
  const closed = Object.keys(state.answers).findLast((id) => pathOf(id) === node || nameOf(id) === node);
  return closed ?? refuse('resume-unknown', `No request of ${node} is open${hint(state)}`);
}

/** Ids come from outside: `constructor` is no request. */
function known<T>(requests: Readonly<Record<string, T>>, id: string): T | undefined {
  return Object.hasOwn(requests, id) ? requests[id] : undefined;
}

/** `blk#1/ask#2` → `blk#1/ask` */
function pathOf(id: string): string {
  return id.slice(0, id.lastIndexOf('#'));
}

function nameOf(id: string): string {
  return pathOf(id).slice(id.lastIndexOf('/') + 1);
}

function hint(state: RunState): string {
  const open = Object.keys(state.requests);
  return open.length > 0 ? `; open: ${open.slice(0, 10).join(', ')}` : '; none is open';
}

function judgeClosed(state: RunState, id: string, answer: Answer): Verdict {
  const before = known(state.answers, id);
  if (!before) return refuse('resume-unknown', `There is no request ${id}${hint(state)}`, id);
  if (before.how === 'withdrawn') return refuse('resume-answered', `Request ${id} was withdrawn`, id);
  if (before.how === 'deadline')
    return refuse('resume-answered', `The deadline of request ${id} has passed`, id);
  const sameKey = answer.idempotencyKey !== undefined && answer.idempotencyKey === before.key;
  if (!sameKey) return refuse('resume-answered', `Request ${id} was answered before`, id);
  if (printOf(answer) !== before.print) {
    return refuse('resume-conflict', `This idempotency key came with a different answer to ${id} before`, id);
  }
  return { is: 'repeat', request: id, ...(before.outcome !== undefined && { outcome: before.outcome }) };
}

function judgeOpen(node: HumanNode, id: string, request: RequestState, answer: Answer): Verdict {
  const outcome = chosen(node.outcomes, id, request, answer);
  return typeof outcome === 'object' ? outcome : judgeValue(node.form, id, answer, outcome);
}

/** Where there is only one outcome it need not be said. */
function chosen(
  outcomes: readonly string[],
  id: string,
  request: RequestState,
  answer: Answer,
): string | undefined | Refused {
  const outcome = answer.outcome ?? (outcomes.length === 1 ? outcomes[0] : undefined);
  const known = outcomes.join(', ');
  if (outcome === undefined && outcomes.length > 0) {
    return refuse('resume-invalid', `${request.prompt}: choose an outcome: ${known}`, id, [
      { path: 'outcome', message: `outcome is required: one of ${known}` },
    ]);
  }
  if (outcome !== undefined && !outcomes.includes(outcome)) {
    const message = known ? `outcome must be one of ${known}` : 'this request has no outcomes: leave it out';
    return refuse('resume-invalid', message, id, [{ path: 'outcome', message }]);
  }
  return outcome;
}

function judgeValue(
  form: JsonSchema | undefined,
  id: string,
  answer: Answer,
  outcome: string | undefined,
): Verdict {
  const value = form === undefined ? (answer.value ?? null) : withDefaults(form, answer.value ?? {});
  const faults = form === undefined ? [] : validate(form, value);
  if (faults.length > 0) {
    const title = `The value does not fit the form: ${faults.map((fault) => fault.message).join('; ')}`;
    return refuse('resume-invalid', title, id, faults.map(under));
  }
  return {
    is: 'accept',
    request: id,
    value,
    ...(outcome !== undefined && { outcome }),
    print: printOf(answer),
  };
}

function under(fault: { readonly path: string; readonly message: string }) {
  return { path: fault.path ? `value.${fault.path}` : 'value', message: fault.message };
}

function refuse(
  type: Refused['type'],
  title: string,
  request?: string,
  faults: Refused['faults'] = [],
): Refused {
  return { is: 'refuse', type, title, faults, ...(request !== undefined && { request }) };
}

/** Fingerprint of value and outcome; order of keys does not matter. */
export function printOf(answer: Answer): string {
  return fingerprint(JSON.stringify([sorted(answer.value ?? null), answer.outcome ?? null]));
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key] ?? null)]),
  );
}

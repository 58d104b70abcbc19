/**
 * `human`: a request is opened, people are reminded and others asked, and in the end there is an answer, a vote or a
 * deadline that was missed (S24). Owns the life of the request; the judging of answers is `answer.ts`.
 */
import type { Json } from '../../json.ts';
import type { Deadline, HumanNode, Quorum } from '../../plan.ts';
import { type Result, textOf, textsOf, valueOf } from '../bindings.ts';
import { beginTimer } from '../operations.ts';
import type { Ending, RequestState, VisitRef, Vote } from '../state.ts';
import { known, type Step, visitId } from '../step.ts';
import { closeOne } from './requests.ts';
import { failed, type Started } from './started.ts';
import { untilMs } from './waiting.ts';

/** Opens the request; its id is the visit's (settled 5). */
export function startHuman(step: Step, at: VisitRef, node: HumanNode): Started {
  const prompt = textOf(step, at, node.prompt);
  if (!prompt.ok) return failed(prompt.error);
  const show = node.show ? valueOf(step, at, node.show) : undefined;
  if (show && !show.ok) return failed(show.error);
  const assignees = textsOf(step, at, node.assignees);
  if (!assignees.ok) return failed(assignees.error);
  const deadline = node.deadline ? deadlineMs(step, at, node.deadline) : undefined;
  if (deadline && !deadline.ok) return failed(deadline.error);
  const { scope, node: index, visit } = at;
  const due = deadline?.value === undefined ? undefined : Math.max(0, deadline.value);
  step.state.requests[visitId(step, at)] = {
    scope,
    node: index,
    visit,
    openedAt: step.state.now,
    prompt: prompt.value,
    assignees: assignees.value,
    ...(show?.value !== undefined && { show: show.value }),
    ...(due !== undefined && { deadline: step.state.now + due }),
  };
  beginTimers(step, at, node, due);
  return 'under-way';
}

function deadlineMs(step: Step, at: VisitRef, deadline: Deadline): Result<number | undefined> {
  if (deadline.until) return untilMs(step, at, deadline.until);
  return { ok: true, value: deadline.after };
}

function beginTimers(step: Step, at: VisitRef, { deadline }: HumanNode, due: number | undefined): void {
  if (due !== undefined) beginTimer(step, at, 'deadline', due);
  deadline?.remindMs?.forEach((ms, index) => beginTimer(step, at, 'remind', ms, index));
  deadline?.escalate?.forEach(({ afterMs }, index) => beginTimer(step, at, 'escalate', afterMs, index));
}

/** People have been reminded; whoever looks at the request sees when. */
export function remind(step: Step, at: VisitRef): void {
  const request = step.state.requests[visitId(step, at)];
  if (request) request.reminders = [...(request.reminders ?? []), step.state.now];
}

/** Others are asked as well. Names that cannot be evaluated end the node. */
export function escalate(step: Step, at: VisitRef, node: HumanNode, op: string): Started {
  const request = step.state.requests[visitId(step, at)];
  const stage = node.deadline?.escalate?.[Number(op.slice(op.lastIndexOf('.') + 1))];
  if (!request || !stage) return 'under-way';
  const to = textsOf(step, at, stage.to);
  if (!to.ok) return failed(to.error);
  request.escalatedTo = [...(request.escalatedTo ?? []), ...to.value];
  request.assignees = [...new Set([...request.assignees, ...to.value])];
  return 'under-way';
}

/** Nobody has answered in time: the default outcome, or the failure `deadline` (S24). */
export function missDeadline(step: Step, at: VisitRef, node: HumanNode): Ending {
  const { outcome, output } = node.deadline ?? {};
  closeOne(step, visitId(step, at), { how: 'deadline', ...(outcome !== undefined && { outcome }) });
  if (outcome === undefined && output === undefined) {
    return failed({ type: 'deadline', title: 'Nobody answered before the deadline', retryable: false });
  }
  const value = output ? valueOf(step, at, output) : { ok: true as const, value: null as Json };
  if (!value.ok) return failed(value.error);
  return { status: 'succeeded', output: value.value ?? null, ...(outcome !== undefined && { outcome }) };
}

/** The answer as the node's result; in a program's place (`assign`) it stands where a program's data would. */
export function answerEnding(node: HumanNode, value: Json, outcome: string | undefined): Ending {
  const output = node.insteadOf === 'run' ? { exit: 0, stdout: '', stderr: '', data: value } : value;
  return { status: 'succeeded', output, ...(outcome !== undefined && { outcome }) };
}

/** How the vote stands after one more answer: decided, given up, or open. */
export function voteEnding(node: HumanNode, quorum: Quorum, votes: readonly Vote[]): Ending | undefined {
  const output = votes.map(({ by, outcome, value }) => ({
    by,
    ...(outcome !== undefined && { outcome }),
    ...(value !== undefined && { value }),
  }));
  if (node.outcomes.length === 0) {
    return votes.length >= quorum.count ? { status: 'succeeded', output } : undefined;
  }
  const counts = node.outcomes.map((outcome) => votes.filter((vote) => vote.outcome === outcome).length);
  const winner = counts.findIndex((count) => count >= quorum.count);
  if (winner >= 0) return { status: 'succeeded', output, outcome: known(node.outcomes[winner], 'outcome') };
  const left = quorum.of === undefined ? Infinity : quorum.of - votes.length;
  if (counts.some((count) => count + left >= quorum.count)) return undefined;
  if (quorum.otherwise !== undefined) return { status: 'succeeded', output, outcome: quorum.otherwise };
  return failed({
    type: 'quorum',
    title: `No outcome has ${quorum.count} of ${quorum.of} answers`,
    data: output.map((vote) => ({ ...vote })),
    retryable: false,
  });
}

export function votesOf(request: RequestState): readonly Vote[] {
  return request.votes ?? [];
}

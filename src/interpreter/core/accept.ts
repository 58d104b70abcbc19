/** What an answer does to the run, once it has been judged (S24, S25, S36). Owns the effects; the verdict is `answer.ts`. */
import type { RunError } from '../errors.ts';
import type { Json } from '../json.ts';
import { judge, type Verdict } from './answer.ts';
import { endOrStop } from './closing.ts';
import type { Answer } from './event.ts';
import { continueSuspended, failAgentCall } from './kinds/agent.ts';
import { callAgain } from './kinds/doubt.ts';
import { answerEnding, voteEnding, votesOf } from './kinds/human.ts';
import { closeOne } from './kinds/requests.ts';
import { failed, type Started } from './kinds/started.ts';
import { endSuspended } from './kinds/work.ts';
import { tellShardOf } from './shards.ts';
import type { RequestState } from './state.ts';
import { known, nodePlan, type Step } from './step.ts';

type Accepted = Extract<Verdict, { is: 'accept' }>;

export function accept(step: Step, answer: Answer): void {
  const verdict = judge(step.plan, step.state, answer);
  switch (verdict.is) {
    case 'repeat':
      return;
    case 'refuse': {
      const { type, title, request } = verdict;
      if (type === 'resume-unknown' && tellShardOf(step, answer.request ?? answer.node ?? '', { answer }))
        return;
      step.state.refused.push({ at: step.state.now, type, title, ...(request !== undefined && { request }) });
      if (step.state.refused.length > 20) step.state.refused.shift();
      return;
    }
    case 'accept':
      return answered(step, answer, verdict, known(step.state.requests[verdict.request], 'request'));
  }
}

function answered(step: Step, answer: Answer, verdict: Accepted, at: RequestState): void {
  const { request: id, value, outcome } = verdict;
  const node = nodePlan(step, at);
  if (node.kind === 'human') {
    if (node.quorum) return vote(step, answer, verdict, at);
    close(step, answer, verdict);
    return endOrStop(step, at, answerEnding(node, value, outcome));
  }
  close(step, answer, verdict);
  if (at.doubt && outcome === 'again') return callAgain(step, at, at.doubt);
  const isDenied = at.doubt && outcome === 'failed';
  const going = isDenied ? denied(step, at, id, at.doubt.error) : given(step, at, id, value);
  if (going !== 'under-way') endOrStop(step, at, going);
}

/** The value stands for what the work would have given. */
function given(step: Step, at: RequestState, id: string, value: Json): Started {
  const node = nodePlan(step, at);
  if (node.kind === 'agent') return continueSuspended(step, at, node, id, value);
  if (node.kind === 'run' || node.kind === 'tool') return endSuspended(node, value);
  throw new Error(`${node.name} was not suspended`);
}

/** Somebody has found out that it was not done, or does not want it done again: the failure is certain now. */
function denied(step: Step, at: RequestState, id: string, inDoubt: RunError): Started {
  const { doubt: _, ...error } = inDoubt;
  const node = nodePlan(step, at);
  return node.kind === 'agent' ? failAgentCall(step, at, node, id, error) : failed(error);
}

function close(step: Step, { idempotencyKey: key }: Answer, { request, outcome, print }: Accepted): void {
  closeOne(step, request, {
    how: 'answered',
    print,
    ...(outcome !== undefined && { outcome }),
    ...(key !== undefined && { key }),
  });
}

/** One more vote; the request stays open until the vote is decided. */
function vote(step: Step, answer: Answer, verdict: Accepted, request: RequestState): void {
  const node = nodePlan(step, request);
  const { value, outcome, print } = verdict;
  const { idempotencyKey: key, by = '' } = answer;
  const given = answer.value === undefined ? {} : { value };
  const one = {
    by,
    print,
    ...given,
    ...(outcome !== undefined && { outcome }),
    ...(key !== undefined && { key }),
  };
  request.votes = [...votesOf(request), one];
  if (node.kind !== 'human' || !node.quorum) return;
  const ending = voteEnding(node, node.quorum, request.votes);
  if (!ending) return;
  close(step, answer, verdict);
  endOrStop(step, request, ending);
}

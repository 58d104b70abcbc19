/** What an answer does to the run, once it has been judged (S24, S25). Owns the effects; the verdict is `answer.ts`. */
import { judge, type Verdict } from './answer.ts';
import { endOrStop } from './closing.ts';
import type { Answer } from './event.ts';
import { continueSuspended } from './kinds/agent.ts';
import { answerEnding, voteEnding, votesOf } from './kinds/human.ts';
import { closeOne } from './kinds/requests.ts';
import { endSuspended } from './kinds/work.ts';
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
  if (node.kind === 'agent') {
    const going = continueSuspended(step, at, node, id, value);
    return going === 'under-way' ? undefined : endOrStop(step, at, going);
  }
  if (node.kind !== 'run' && node.kind !== 'tool') throw new Error(`${node.name} was not suspended`);
  endOrStop(step, at, endSuspended(node, value));
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

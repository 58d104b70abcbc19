/** All rules, in the order in which they look. Owns which of them need a definition without faults. */
import { acyclic } from './acyclic.ts';
import { againReached } from './again-reached.ts';
import { appendsOnly } from './appends-only.ts';
import { assignments } from './assignments.ts';
import { bounds } from './bounds.ts';
import { cancelTargets } from './cancel-targets.ts';
import { childNames } from './child-names.ts';
import { chosenTools } from './chosen-tools.ts';
import { contradictions } from './contradictions.ts';
import { deadlines } from './deadlines.ts';
import { declaredVars } from './declared-vars.ts';
import { earlyOutput } from './early-output.ts';
import { errorHandled } from './error-handled.ts';
import { filePaths } from './file-paths.ts';
import { knownScopes } from './known-scopes.ts';
import { knownSecrets } from './known-secrets.ts';
import { knownTools } from './known-tools.ts';
import { localNames } from './local-names.ts';
import { lockOrder } from './lock-order.ts';
import { mayBeSkipped } from './may-be-skipped.ts';
import { models } from './models.ts';
import { names } from './names.ts';
import { neverRuns } from './never-runs.ts';
import { noShadowing } from './no-shadowing.ts';
import { openWait } from './open-wait.ts';
import { orderedConditions } from './ordered-conditions.ts';
import { outcomesLeadOn } from './outcomes-lead-on.ts';
import { possibleCompletion } from './possible-completion.ts';
import { possibleJoin } from './possible-join.ts';
import { quorums } from './quorums.ts';
import { retryOnce } from './retry-once.ts';
import type { Rule } from './rule.ts';
import { schemas } from './schemas.ts';
import { setRaces } from './set-races.ts';
import { shards } from './shards.ts';
import { toolInput } from './tool-input.ts';
import { undoing } from './undoing.ts';
import { unusedVars } from './unused-vars.ts';
import { writtenOut } from './written-out.ts';

/** Each looks at one place: they say what is wrong also where other things are wrong. */
export const rules: readonly Rule[] = [
  names,
  noShadowing,
  localNames,
  bounds,
  schemas,
  models,
  assignments,
  knownTools,
  chosenTools,
  toolInput,
  knownSecrets,
  filePaths,
  declaredVars,
  appendsOnly,
  contradictions,
  writtenOut,
  deadlines,
  quorums,
  knownScopes,
  cancelTargets,
  childNames,
  lockOrder,
  undoing,
  acyclic,
];

/** Need all edges: where a name is wrong, an edge is missing, and they would blame the innocent. */
export const rulesOnWholeGraphs: readonly Rule[] = [
  possibleJoin,
  possibleCompletion,
  errorHandled,
  againReached,
  orderedConditions,
  mayBeSkipped,
  earlyOutput,
  setRaces,
  outcomesLeadOn,
];

/** Doubts, about definitions that have no faults of another kind. */
export const doubts: readonly Rule[] = [unusedVars, retryOnce, openWait, neverRuns, shards];

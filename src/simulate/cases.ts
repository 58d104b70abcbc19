/** Files `*.test.yaml`: cases for one definition. Owns their shape, and how a case is run. */
import { z } from 'zod';
import type { Json } from '../interpreter/json.ts';
import type { EdgePlan, Plan } from '../interpreter/plan.ts';
import { compare, type Difference, expectation } from './expect.ts';
import { unknownKeys } from './names.ts';
import { type Script, scriptKeys } from './script.ts';
import { checkInput } from './input.ts';
import { type Outcome, simulate, type Trial } from './simulate.ts';

const oneCase = z.strictObject({
  name: z.string().min(1),
  input: z.custom<Json>((given) => given !== undefined).optional(),
  ...scriptKeys,
  expect: expectation.optional(),
});

export const testFileShape = z.strictObject({
  /** Beside the test file; default: its own name without `.test`. */
  definition: z.string().optional(),
  /** Files of definitions that `workflow` nodes run. */
  with: z.array(z.string()).optional(),
  /** What stands here holds for every case; a case puts its own over it, key by key. */
  ...scriptKeys,
  cases: z.array(oneCase).min(1),
});
export type TestFile = z.infer<typeof testFileShape>;
export type Case = TestFile['cases'][number];

export interface CaseReport {
  readonly name: string;
  readonly passed: boolean;
  readonly differences: readonly Difference[];
  /** Absent where the input was refused. */
  readonly outcome?: Outcome;
}

export interface Cases {
  readonly file: TestFile;
  readonly trial: Omit<Trial, 'input' | 'script' | 'taken'>;
}

/** @param taken collects the edges that any case takes */
export function runCases({ file, trial }: Cases, taken: Set<EdgePlan>): readonly CaseReport[] {
  return file.cases.map((entry) => runCase(entry, file, trial, taken));
}

function runCase(entry: Case, file: TestFile, trial: Cases['trial'], taken: Set<EdgePlan>): CaseReport {
  const { name, input: given = {}, expect = {} } = entry;
  const checked = checkInput(trial.plan, given);
  if (!checked.ok) return refused(name, checked.error.detail ?? checked.error.title);
  const outcome = simulate({
    ...trial,
    input: checked.input,
    script: over(file, entry),
    taken: (edge) => taken.add(edge),
  });
  const differences = compare(expect, outcome);
  return { name, passed: differences.length === 0, differences, outcome };
}

function refused(name: string, why: string): CaseReport {
  return { name, passed: false, differences: [{ what: 'input', lines: [why] }] };
}

/** The case's script over the file's. */
function over(file: TestFile, entry: Case): Script {
  const { events = file.events, verbs = file.verbs, by = file.by } = entry;
  return {
    fakes: { ...file.fakes, ...entry.fakes },
    tools: { ...file.tools, ...entry.tools },
    people: { ...file.people, ...entry.people },
    models: { ...file.models, ...entry.models },
    failures: { ...file.failures, ...entry.failures },
    ...(events && { events }),
    ...(verbs && { verbs }),
    ...(by !== undefined && { by }),
  };
}

/** Keys of any case that mean no node, each told once. */
export function unknownInCases(file: TestFile, plans: readonly Plan[]): readonly string[] {
  const told = file.cases.flatMap((entry) => unknownKeys(over(file, entry), plans, entry.expect?.visits));
  return [...new Set(told)];
}

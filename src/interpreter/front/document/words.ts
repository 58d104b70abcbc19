/**
 * Words that are no keys here: those of the full language that this version does not have yet, and those of other
 * systems. Owns the lists and the hints.
 */

/** Keys of the language that are not of this version, wherever they may stand. */
const laterKeys: ReadonlySet<string> = new Set('budget memory connection schedule triggers'.split(' '));

export function isLater(word: string): boolean {
  return laterKeys.has(word);
}

const elsewhere: Readonly<Record<string, string>> = {
  steps: 'Nodes stand under `nodes`, each under its name.',
  tasks: 'Nodes stand under `nodes`, each under its name.',
  jobs: 'Nodes stand under `nodes`, each under its name.',
  states: 'Nodes stand under `nodes`, each under its name.',
  id: 'The name of a node is its key under `nodes`.',
  needs: 'Order is written `after: [node, …]`.',
  depends_on: 'Order is written `after: [node, …]`.',
  dependsOn: 'Order is written `after: [node, …]`.',
  dependencies: 'Order is written `after: [node, …]`.',
  depends: 'Order is written `after: [node, …]`.',
  next: 'Order is written at the later node: `after: node`.',
  transitions: 'Order is written at the later node: `after: node.outcome`.',
  goto: 'The way back is written at its target: `after: { node: review, outcome: revise, again: 5 }`.',
  if: 'A condition is written `when: expression`.',
  condition: 'A condition is written `when: expression`.',
  type: 'The kind of a node is its key: `agent:`, `run:`, `tool:`, `human:` …',
  kind: 'The kind of a node is its key: `agent:`, `run:`, `tool:`, `human:` …',
  uses: 'A tool is called with `tool: name` and `input: { … }`.',
  with: 'What goes into a tool is `input: { … }`.',
  args: 'A program and its arguments are one list: `run: [program, argument, …]`.',
  params: 'What goes into a tool is `input: { … }`.',
  arguments: 'What goes into a tool is `input: { … }`.',
  command: 'A program and its arguments are one list: `run: [program, argument, …]`.',
  exec: 'A program and its arguments are one list: `run: [program, argument, …]`.',
  script: 'A script is written `run: text` with `shell: true`.',
  llm: 'A model is asked with `agent: { model: provider/name }` and `prompt: text`.',
  model: 'The model stands inside: `agent: { model: provider/name }`.',
  approval: 'A person is asked with `human: text` and `outcomes: [approve, reject]`.',
  parallel: 'Nodes run in parallel unless `after` or a reference orders them; for a group write `do: { … }`.',
  foreach: 'A block for each item is `map: ${ list }` with `nodes`.',
  for_each: 'A block for each item is `map: ${ list }` with `nodes`.',
  loop: 'A way back is an `after` entry with `again: N`.',
  retries: 'Attempts are written `retry: 3`, or `retry: { attempts: 3 }`.',
  timeoutSeconds: 'A duration has a unit: `timeout: 30s`.',
  timeout_seconds: 'A duration has a unit: `timeout: 30s`.',
  catch: 'An error is handled by a node with `after: { node: name, on: error }`.',
  on_error: 'An error is handled by a node with `after: { node: name, on: error }`.',
  onFailure: 'An error is handled by a node with `after: { node: name, on: error }`.',
  inputs: 'What a run takes is `input`, a JSON Schema; in expressions `input.name`.',
  outputs: 'What a run gives is `output`, a value.',
  variables: 'Run-wide values stand under `vars`.',
  environment: 'Environment variables stand under `env`.',
  version: 'The language version is `ostinato: 1`; versions of a definition are counted for you.',
  schema: 'The schema of what a node gives is `returns`; that of a form is `form`.',
  returnType: 'The schema of what a node gives is `returns`.',
  choices: 'What a person can choose is `outcomes: [approve, reject]`.',
  options: 'What a person can choose is `outcomes: [approve, reject]`.',
  sleep: 'A pause is `wait: 10m`.',
  delay: 'A pause is `wait: 10m`.',
  system: 'What an agent is told first stands in `agent: { instructions: text }`.',
};

/** The hint for a word of another system, or nothing. */
export function hintForWord(word: string): string | undefined {
  return Object.hasOwn(elsewhere, word) ? elsewhere[word] : undefined;
}

/** Names that stand for something in the expressions of other systems. Owns the hints. */
const elsewhere: readonly (readonly [hint: string, names: string])[] = [
  [
    'What a node gave is nodes.NAME.output; of a program nodes.NAME.output.stdout.',
    'steps jobs activities stages states outputs output results result task prev previous last needs json $json',
  ],
  [
    'What the run was started with is input.NAME.',
    'inputs params parameters args arguments trigger payload body request',
  ],
  ['Run-wide values are vars.NAME.', 'variables var globals state context ctx memory store'],
  [
    'Secrets are no part of expressions: name them under `secrets` of a `run`, or as `connection` of a `tool`.',
    'secrets secret env environment credentials config',
  ],
  [
    'An item has a name inside of a `map` node only: `as: line`, and there line.',
    'item items it each element loop index i',
  ],
  [
    'The turn of a `repeat` is turn, inside of it only: turn.index, turn.last.',
    'turn iteration attempt counter',
  ],
  ['The time at which the run decides is run.now.', 'now today date time timestamp datetime clock'],
  [
    'What a node failed with is nodes.NAME.error; in `compensate` and `finally` error.',
    'error err exception failure',
  ],
  [
    'The run itself is run: run.id, run.workflow, run.version, run.now.',
    'workflow execution github this self',
  ],
  ['Write null for nothing.', 'undefined None nil'],
  ['Write true or false.', 'True False TRUE FALSE yes no'],
];

const hints: ReadonlyMap<string, string> = new Map(
  elsewhere.flatMap(([hint, names]) => names.split(' ').map((name) => [name, hint] as const)),
);

/** The hint for a name of another system, or nothing. */
export function hintForForeignName(name: string): string | undefined {
  return hints.get(name);
}

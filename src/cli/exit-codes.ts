/** With what the command line ends, and what each code means. docs/cli.md is made from this table. */
export const exitCodes = {
  ok: [0, 'Done; with `--wait` or `--follow`, the run succeeded.'],
  failed: [1, 'The run failed or was cancelled; with `test`, a case did not come out as expected.'],
  usage: [2, 'The command, the definition or a value that was given has faults; nothing was started.'],
  'not-found': [3, 'There is no such file, workflow, version, run or request.'],
  unreachable: [4, 'No server answers, or Temporal or every worker is away.'],
  waiting: [5, 'With `--wait` or `--follow`: the run waits for a person and nothing else is under way.'],
  conflict: [
    6,
    'It was done before, or cannot be done any more: answered, over, another content under the same key, the data folder held by another process.',
  ],
  internal: [70, 'Ostinato failed in a way it should not.'],
} as const satisfies Record<string, readonly [code: number, meaning: string]>;

export type Exit = keyof typeof exitCodes;

export function exitCode(exit: Exit): number {
  return exitCodes[exit][0];
}

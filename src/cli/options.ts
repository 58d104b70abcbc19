/** Kinds of options that several commands have. */
import { Option } from 'commander';

/** May be given several times; gives the list of what was given. */
export function listOption(flags: string, description: string): Option {
  const none: readonly string[] = [];
  return new Option(flags, description)
    .default(none, 'none')
    .argParser((value: string, before: readonly string[]) => [...before, value]);
}

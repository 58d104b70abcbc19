/** Where a command writes. Owns the split: stdout is the answer, stderr are remarks. */
import { Option } from 'commander';

export interface JsonOption {
  readonly json?: true;
}

export function jsonOption(): Option {
  return new Option('--json', 'print JSON for machines');
}

/** Part of the answer. */
export function print(text: string): void {
  if (text !== '') process.stdout.write(`${text}\n`);
}

/** The answer for machines: one line of JSON. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** A remark beside the answer. */
export function remark(text: string): void {
  if (text !== '') process.stderr.write(`${text}\n`);
}

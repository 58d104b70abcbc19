/** Where a command writes. Owns the split: stdout is the answer, stderr are remarks. */
import { stripVTControlCharacters } from 'node:util';
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

/** A remark beside the answer. Styles are made for stdout, so they are taken out where stderr is no terminal. */
export function remark(text: string): void {
  const plain = process.stderr.isTTY ? text : stripVTControlCharacters(text);
  if (text !== '') process.stderr.write(`${plain}\n`);
}

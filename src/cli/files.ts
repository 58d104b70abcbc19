/** Files that a command is given. Owns how their absence is told. */
import { statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { text as readStream } from 'node:stream/consumers';
import type { Format } from '../client/http-client.ts';
import { UsageError } from './failure.ts';
import { testFile } from './find-files.ts';

/** `-` is stdin. */
export async function readText(file: string): Promise<string> {
  if (file === '-') return readStream(process.stdin);
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') throw new UsageError(`There is no file ${file}.`, 'not-found');
    if (code === 'EISDIR') throw new UsageError(`${file} is a folder. Name the files in it.`);
    throw new UsageError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The text of a definition; `-` is stdin. The cases that stand beside it are none. */
export async function readDefinition(file: string): Promise<string> {
  const text = await readText(file);
  if (!testFile.test(file)) return text;
  throw new UsageError(`${file} holds cases, no definition. Run them with: npx ostinato test ${file}`);
}

/** Whether a target is a file, and not the name of a workflow. */
export function isFile(target: string): boolean {
  const looksLikeOne = /[/\\]|\.(ya?ml|json)$|^-$/i.test(target);
  return looksLikeOne || statSync(target, { throwIfNoEntry: false })?.isFile() === true;
}

export function formatOf(file: string): Format {
  return /\.json$/i.test(file) ? 'json' : 'yaml';
}

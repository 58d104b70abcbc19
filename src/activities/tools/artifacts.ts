/**
 * `artifact.save` and `artifact.read`: with them an agent leaves a text as a file, and reads the files of others piece by
 * piece. Owns what of a file is told to a model.
 */
import { z } from 'zod';
import type { Artifact } from '../../interpreter/artifact.ts';
import { isText } from '../artifacts/mime.ts';
import { defineTool, type ToolContext, ToolError } from './define.ts';

const artifact = z.strictObject({
  id: z.string(),
  name: z.string(),
  kind: z.string(),
  mime: z.string(),
  size: z.int(),
  sha256: z.string(),
});

export const saveArtifact = defineTool({
  name: 'artifact.save',
  description: 'Keeps a text as a file of the run, and gives back what others need to find and read it.',
  input: z.strictObject({
    name: z.string().describe('Name of the file, without a folder, as in `report.md`.'),
    text: z.string(),
    kind: z.string().optional().describe('What it is, in one word.'),
    mime: z.string().optional().describe('MIME type. Default: by the end of the name.'),
  }),
  output: artifact,
  effect: 'idempotent',
  run: ({ name, text, kind, mime }, { artifacts }) =>
    artifacts.save({
      name,
      bytes: text,
      ...(kind !== undefined && { kind }),
      ...(mime !== undefined && { mime }),
    }),
});

/** Bytes that are told at once. */
const mostBytes = 64 * 1024;

const part = z.strictObject({
  artifact: artifact.describe('As it was given to you.'),
  start: z.int().min(0).default(0).describe('First byte; go on with `next` of the answer before.'),
  length: z.int().min(4).max(mostBytes).default(mostBytes).describe('Bytes at most.'),
});

export const readArtifact = defineTool({
  name: 'artifact.read',
  description: 'Reads the text of a file of the run, as much as 64 KiB at once.',
  input: part,
  output: z.object({
    text: z.string(),
    next: z.int().optional().describe('Where it goes on; absent at the end of the file.'),
  }),
  effect: 'read',
  run: readPart,
});

async function readPart(
  { artifact: from, start, length }: z.output<typeof part>,
  { artifacts }: ToolContext,
): Promise<{ text: string; next?: number }> {
  if (!isText(from.mime)) throw notText(from);
  const taken = await bytesFrom(await artifacts.read(from), start, length);
  const atEnd = start + taken.length >= from.size;
  const whole = atEnd ? taken : taken.subarray(0, endOfCharacters(taken));
  return { text: whole.toString('utf8'), ...(!atEnd && { next: start + whole.length }) };
}

function notText({ name, mime }: Artifact): ToolError {
  return new ToolError({
    type: 'artifact.binary',
    title: `${name} is no text but ${mime}`,
    detail: 'Give it to a program with `mount`, which can make a text of it.',
  });
}

/** The whole file passes by, so that wrong bytes are told of wherever they are. */
async function bytesFrom(stream: AsyncIterable<Uint8Array>, start: number, length: number): Promise<Buffer> {
  const kept: Uint8Array[] = [];
  let at = 0;
  for await (const piece of stream) {
    kept.push(piece.subarray(Math.max(0, start - at), Math.max(0, start + length - at)));
    at += piece.length;
  }
  return Buffer.concat(kept);
}

/** Where the last character ends that is there whole: bytes 10xxxxxx go on with one that began before. */
function endOfCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0b1100_0000) === 0b1000_0000) continue;
    return lengthOfCharacter(byte) > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

function lengthOfCharacter(first: number): number {
  if (first >= 0b1111_0000) return 4;
  if (first >= 0b1110_0000) return 3;
  return first >= 0b1100_0000 ? 2 : 1;
}

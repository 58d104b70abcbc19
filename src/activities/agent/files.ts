/**
 * The artifacts that a model is shown: fetched when it is asked, so that conversations stay small. Owns what models take:
 * texts in UTF-8, and pictures of four kinds.
 */
import { buffer } from 'node:stream/consumers';
import { asArtifact, type Artifact } from '../../interpreter/artifact.ts';
import type { ArtifactStore } from '../../store/artifacts.ts';
import { readArtifact } from '../artifacts/keep.ts';
import { isText } from '../artifacts/mime.ts';
import { type CallError, lasting } from '../call-error.ts';
import type { Message, Said, ShownFile } from './conversation.ts';

/** What the providers take of one picture; a text of that length is more than most models read. */
const mostBytes = { text: 1024 * 1024, image: 5 * 1024 * 1024 };
const pictures = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'] as const;

export function withFiles(conversation: readonly Message[], store: ArtifactStore): Promise<readonly Said[]> {
  return Promise.all(conversation.map((message) => withOwn(message, store)));
}

async function withOwn(message: Message, store: ArtifactStore): Promise<Said> {
  if (message.role !== 'user' || !message.files) return message;
  const { files, ...said } = message;
  const shown: ShownFile[] = [];
  for (const { path, artifact: value } of files) {
    const artifact = asArtifact(value);
    if (!artifact) throw unfit(path, 'is no artifact', 'Write an expression that gives one.');
    shown.push(await show(path, artifact, store));
  }
  return { ...said, shown };
}

async function show(path: string, artifact: Artifact, store: ArtifactStore): Promise<ShownFile> {
  const { mime, size } = artifact;
  const picture = pictures.find((each) => each === mime.toLowerCase());
  if (!picture && !isText(mime))
    throw unfit(
      path,
      `has the type ${mime}`,
      'Let a program make a text or a picture (PNG, JPEG, GIF, WebP) of it.',
    );
  const most = picture ? mostBytes.image : mostBytes.text;
  if (size > most)
    throw unfit(
      path,
      `has ${size} bytes, and a model takes ${most}`,
      'Let it read with the tool `artifact.read`.',
    );
  const bytes = await readArtifact(store, artifact, buffer);
  if (picture) return { path, mime: picture, base64: bytes.toString('base64') };
  return { path, text: textOf(bytes, path) };
}

function textOf(bytes: Buffer, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unfit(path, 'is no text in UTF-8', 'Let the program that makes it write UTF-8.');
  }
}

function unfit(path: string, problem: string, detail: string): CallError {
  return lasting('mount', `${path} cannot be shown to a model: it ${problem}`, { detail });
}

/** What stands before a file, so that the model knows its name. */
export function headOf({ path }: ShownFile): string {
  return `File ${path}:`;
}

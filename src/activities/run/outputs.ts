/**
 * The files that a program has left and its node declares: taken into the store once nothing of the program runs any
 * more. Owns which files are taken.
 *
 * OF1. Only plain files inside of the folder of the visit: a path or a link that leads out, a folder, a pipe, a device
 *      are errors, and nothing is opened that could hold the worker.
 * OF2. What is taken is the file as it was at one moment: one that changes while it is read is an error.
 */
import { constants } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Artifact, pathFault } from '../../interpreter/artifact.ts';
import type { ArtifactFile, RunCall } from '../../interpreter/call.ts';
import type { ArtifactStore } from '../../store/artifacts.ts';
import { keepArtifact } from '../artifacts/keep.ts';
import type { Attempt } from '../attempt.ts';
import { type CallError, lasting, passing } from '../call-error.ts';
import { isInside } from './folder.ts';

/** By the names that the node gives them; without those that are `optional` and not there. */
export async function keepOutputs(
  { key, artifacts = {} }: RunCall,
  folder: string,
  { signal }: Attempt,
  store: ArtifactStore,
): Promise<Readonly<Record<string, Artifact>>> {
  const kept: [string, Artifact][] = [];
  for (const [name, declared] of Object.entries(artifacts)) {
    const file = await openDeclared(name, declared, folder);
    if (!file) continue;
    try {
      const { kind, mime, path } = declared;
      const words = { name: basename(path), kind, mime };
      const label = describe(name, declared);
      kept.push([name, await keepArtifact(store, `${key}/${name}`, words, still(file, signal, label))]);
    } finally {
      await file.close();
    }
  }
  return Object.fromEntries(kept);
}

function describe(name: string, { path }: ArtifactFile): string {
  return `The artifact \`${name}\`, the file ${JSON.stringify(path)},`;
}

async function openDeclared(
  name: string,
  declared: ArtifactFile,
  folder: string,
): Promise<FileHandle | undefined> {
  const label = describe(name, declared);
  const fault = pathFault(declared.path);
  if (fault !== undefined) throw unfit(`${label} cannot be taken: its path ${fault}`);
  const path = await realpath(join(folder, declared.path)).catch((error: unknown) => absent(error, label));
  if (path === undefined) {
    if (declared.optional) return undefined;
    throw unfit(
      `${label} is not there`,
      'Let the program write it below $OSTINATO_FOLDER, or say `optional: true`.',
    );
  }
  if (!isInside(folder, path)) throw unfit(`${label} is a link that leads out of the folder of the visit`);
  return openPlain(path, label);
}

/** OF1: a pipe would hold whoever opens it until somebody writes. */
async function openPlain(path: string, label: string): Promise<FileHandle> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  const file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch((error: unknown) => {
    throw unfit(`${label} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  });
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw unfit(`${label} is no plain file`, 'Pack a folder into one file, as with `tar`.');
}

/** OF2. */
async function* still(file: FileHandle, signal: AbortSignal, label: string): AsyncIterable<Uint8Array> {
  const before = await file.stat({ bigint: true });
  let size = 0n;
  for await (const piece of file.createReadStream({ autoClose: false, highWaterMark: pieceBytes })) {
    signal.throwIfAborted();
    // A stream without an encoding gives bytes.
    const bytes = piece as Uint8Array;
    size += BigInt(bytes.length);
    yield bytes;
  }
  const after = await file.stat({ bigint: true });
  if (size === before.size && after.size === before.size && after.mtimeNs === before.mtimeNs) return;
  throw passing('artifact', `${label} changed while it was read`, {
    detail: 'Something outside of the program writes to it.',
  });
}

const pieceBytes = 256 * 1024;

function absent(error: unknown, label: string): undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
  throw unfit(`${label} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
}

function unfit(title: string, detail?: string): CallError {
  return lasting('artifact', title, detail === undefined ? {} : { detail });
}

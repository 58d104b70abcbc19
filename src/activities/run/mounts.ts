/**
 * The artifacts that a program is given as files: copies in the folder of its visit, read-only and checked byte by byte.
 * Owns where they are put. They are copies and no links, so that a program that makes them writable changes its own.
 */
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Artifact, asArtifact, pathFault } from '../../interpreter/artifact.ts';
import type { RunCall } from '../../interpreter/call.ts';
import type { ArtifactStore } from '../../store/artifacts.ts';
import { readArtifact } from '../artifacts/keep.ts';
import type { Attempt } from '../attempt.ts';
import { lasting } from '../call-error.ts';

/** Into a folder that nobody else writes to yet. */
export async function mountArtifacts(
  { mount = {} }: RunCall,
  folder: string,
  { signal }: Attempt,
  store: ArtifactStore,
): Promise<void> {
  const mounted = Object.entries(mount).map(([path, value]) => [path, artifactAt(path, value)] as const);
  for (const [path, artifact] of mounted) {
    const to = join(folder, path);
    await readArtifact(store, artifact, async (bytes) => {
      await mkdir(dirname(to), { recursive: true }).catch((error: unknown) => taken(path, error));
      const file = createWriteStream(to, { flags: 'wx', mode: 0o444 });
      await pipeline(bytes, file, { signal }).catch((error: unknown) => {
        signal.throwIfAborted();
        taken(path, error);
      });
    });
  }
}

function artifactAt(path: string, value: NonNullable<RunCall['mount']>[string]): Artifact {
  const fault = pathFault(path);
  if (fault !== undefined) throw lasting('mount', `The path ${JSON.stringify(path)} in \`mount\` ${fault}`);
  const artifact = asArtifact(value);
  if (artifact) return artifact;
  throw lasting('mount', `What \`mount\` puts at ${JSON.stringify(path)} is no artifact`, {
    detail: 'Write an expression such as `${ nodes.make.output.artifacts.report }`.',
  });
}

const takenCodes: ReadonlySet<unknown> = new Set(['EEXIST', 'ENOTDIR', 'EISDIR']);

function taken(path: string, error: unknown): never {
  if (!(error instanceof Error && 'code' in error && takenCodes.has(error.code))) throw error;
  throw lasting('mount', `Something else stands already at the path ${JSON.stringify(path)} of \`mount\``);
}

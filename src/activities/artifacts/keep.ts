/**
 * Keeps a file of a call as an artifact, and gives artifacts back. Owns what is said of it, and the errors around the
 * store.
 */
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Artifact } from '../../interpreter/artifact.ts';
import { ArtifactError, type ArtifactStore } from '../../store/artifacts.ts';
import { passing } from '../call-error.ts';
import { isText, mimeOf } from './mime.ts';

export interface FileWords {
  /** Name of the file, checked. */
  readonly name: string;
  readonly kind?: string | undefined;
  readonly mime?: string | undefined;
}

/** @param key of the call: another attempt at it gives the same artifact the same id */
export async function keepArtifact(
  store: ArtifactStore,
  key: string,
  { name, kind, mime = mimeOf(name) }: FileWords,
  bytes: AsyncIterable<Uint8Array>,
): Promise<Artifact> {
  const { sha256, size } = await store.put(bytes);
  const id = `a-${digest([key, name, mime, sha256]).slice(0, 20)}`;
  return { id, name, kind: kind ?? (isText(mime) ? 'text' : 'binary'), mime, size, sha256 };
}

function digest(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** Hands the bytes to `use`; what is missing or damaged is an error of the type `artifact-lost`. */
export async function readArtifact<T>(
  store: ArtifactStore,
  artifact: Artifact,
  use: (bytes: Readable) => Promise<T>,
): Promise<T> {
  try {
    const bytes = await store.read(artifact);
    try {
      return await use(bytes);
    } finally {
      bytes.destroy();
    }
  } catch (error) {
    throw lost(error, artifact);
  }
}

/** What is missing or damaged, as an error of the type `artifact-lost`; any other error as it is. */
export function lost(error: unknown, { id, name, mime }: Artifact): unknown {
  if (!(error instanceof ArtifactError)) return error;
  return passing('artifact-lost', `The artifact ${name} (${id}) cannot be read`, {
    detail: error.message,
    data: { id, name, mime, sha256: error.sha256 },
  });
}

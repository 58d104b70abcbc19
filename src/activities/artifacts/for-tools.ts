/** What the code of a tool is given to keep files and to read those of others. Owns the checks of what it hands over. */
import type { Readable } from 'node:stream';
import {
  type Artifact,
  asArtifact,
  kindPattern,
  mimePattern,
  nameFault,
} from '../../interpreter/artifact.ts';
import type { ArtifactStore } from '../../store/artifacts.ts';
import type { Attempt } from '../attempt.ts';
import { lasting } from '../call-error.ts';
import { keepArtifact, lost } from './keep.ts';

export interface ArtifactToSave {
  /** Name of the file, without a folder. */
  readonly name: string;
  /** A word of your own; else `text` or `binary`, by the type. */
  readonly kind?: string;
  /** MIME type; else by the end of the name. */
  readonly mime?: string;
  /** Of any size where they come as a stream. */
  readonly bytes: string | Uint8Array | AsyncIterable<Uint8Array>;
}

export interface ToolArtifacts {
  /**
   * Keeps a file. Give what comes back as your result, or in it: a run has the artifacts of which its results speak.
   * Throws an error of the type `artifact` where the words do not fit.
   */
  readonly save: (file: ArtifactToSave) => Promise<Artifact>;
  /**
   * The bytes of an artifact, as a stream that must be read or destroyed. It fails where they are not the right ones;
   * `artifact-lost` is thrown where they are not there.
   */
  readonly read: (artifact: Artifact) => Promise<Readable>;
}

export function artifactsFor(store: ArtifactStore, key: string, { signal }: Attempt): ToolArtifacts {
  return {
    save: ({ name, kind, mime, bytes }) => {
      const fault = faultOf(name, kind, mime);
      if (fault !== undefined)
        throw lasting('artifact', `The artifact ${JSON.stringify(name)} cannot be kept: ${fault}`);
      return keepArtifact(store, key, { name, kind, mime }, untilAborted(bytes, signal));
    },
    read: async (artifact) => {
      if (!asArtifact(artifact)) throw lasting('artifact', 'What is to be read is no artifact');
      return store.read(artifact).catch((error: unknown) => {
        throw lost(error, artifact);
      });
    },
  };
}

function faultOf(name: string, kind: string | undefined, mime: string | undefined): string | undefined {
  const fault = nameFault(name);
  if (fault !== undefined) return `its name ${fault}`;
  if (kind !== undefined && !kindPattern.test(kind))
    return 'its kind is no word of letters, digits, `.`, `-` and `_`';
  return mime === undefined || mimePattern.test(mime) ? undefined : 'its type is no MIME type';
}

async function* untilAborted(bytes: ArtifactToSave['bytes'], signal: AbortSignal): AsyncIterable<Uint8Array> {
  const whole = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
  for await (const piece of whole instanceof Uint8Array ? [whole] : whole) {
    signal.throwIfAborted();
    yield piece;
  }
}

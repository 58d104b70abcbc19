/**
 * The store of artifacts on files. Owns their streaming; the layout is `hashed-files.ts`, the promises (AR1–AR4) are
 * those of the port in `artifacts.ts`.
 */
import { type FileHandle, open } from 'node:fs/promises';
import { ArtifactError, type CollectableArtifacts, measured, verified } from './artifacts.ts';
import { removeParts, writeNamed } from './atomic.ts';
import { collecting, find, orAbsent, pathOf } from './hashed-files.ts';

export function createFileArtifacts(folder: string): CollectableArtifacts {
  const place = `the folder ${folder}`;
  return {
    async put(given) {
      const { bytes, sum } = measured(given);
      await writeNamed(folder, bytes, () => pathOf(folder, sum().sha256));
      return sum();
    },
    async read(file, range) {
      const { sha256, size } = file;
      const handle = await find(pathOf(folder, sha256), (path) => orAbsent(open(path, 'r')));
      if (!handle) throw new ArtifactError(sha256, 'missing', place);
      if ((await sizeOf(handle)) !== size) {
        await handle.close();
        throw new ArtifactError(sha256, 'damaged', place);
      }
      const stream = handle.createReadStream({ ...range, highWaterMark: pieceBytes });
      return range ? stream : verified(stream, file, place);
    },
    removeUnfinished: async (before) => {
      await orAbsent(removeParts(folder, before));
    },
    ...collecting(folder),
  };
}

const pieceBytes = 256 * 1024;

async function sizeOf(handle: FileHandle): Promise<number> {
  return (await handle.stat()).size;
}

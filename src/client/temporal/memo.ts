/** The note that every run of ours carries on Temporal, readable without its history. Owns its shape. */
import { z } from 'zod';

/** Key of the note among the memo's fields. */
export const memoKey = 'ostinato';

const noteShape = z.object({
  version: z.int(),
  /** `fingerprint` of the input, to tell a repeated start from another one under the same key. */
  input: z.string(),
});
export type RunNote = z.infer<typeof noteShape>;

/** undefined: the run is none of ours. */
export function readNote(memo: Readonly<Record<string, unknown>> | undefined): RunNote | undefined {
  const parsed = noteShape.safeParse(memo?.[memoKey]);
  return parsed.success ? parsed.data : undefined;
}

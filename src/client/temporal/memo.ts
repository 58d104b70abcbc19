/** Reads the note that every run of ours carries on Temporal. Owns its parsing; its shape is `workflows/messages.ts`. */
import { z } from 'zod';
import { memoKey, type RunNote } from '../../workflows/messages.ts';

const noteShape: z.ZodType<RunNote> = z.object({
  version: z.int().optional(),
  input: z.string().optional(),
  parent: z.string().optional(),
});

/** undefined: the run is none of ours. */
export function readNote(memo: Readonly<Record<string, unknown>> | undefined): RunNote | undefined {
  const parsed = noteShape.safeParse(memo?.[memoKey]);
  return parsed.success ? parsed.data : undefined;
}

/**
 * Cuts the nodes of a run into pages. Owns the cursor: the visit after which the next page begins, so that a page stays
 * right when visits are added meanwhile.
 */
import { z } from 'zod';
import type { NodeView } from '../client/orchestrator.ts';
import { requestInvalid } from './schemas/check.ts';

const pageSize = 200;
const cursorShape = z.tuple([z.string(), z.int()]);

export function nodesPage(
  nodes: readonly NodeView[],
  cursor: string | undefined,
): { nodes: readonly NodeView[]; cursor?: string } {
  const start = cursor === undefined ? 0 : startAfter(nodes, cursor);
  const page = nodes.slice(start, start + pageSize);
  const last = page.at(-1);
  return last === undefined || start + pageSize >= nodes.length
    ? { nodes: page }
    : { nodes: page, cursor: encode(last) };
}

function encode({ path, visit }: NodeView): string {
  return Buffer.from(JSON.stringify([path, visit])).toString('base64url');
}

function startAfter(nodes: readonly NodeView[], cursor: string): number {
  const place = decode(cursor);
  const seen = nodes.findLastIndex(({ path, visit }) => path === place?.path && visit <= place.visit);
  if (seen >= 0) return seen + 1;
  // A node that was pending on the last page (visit 0) has been visited since: it begins this page.
  const changed = nodes.findIndex(({ path }) => path === place?.path);
  if (changed >= 0) return changed;
  throw requestInvalid([
    { path: 'nodesCursor', message: 'is not a cursor of this run; begin again without it' },
  ]);
}

function decode(cursor: string): { path: string; visit: number } | undefined {
  try {
    const parsed = cursorShape.safeParse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    return parsed.success ? { path: parsed.data[0], visit: parsed.data[1] } : undefined;
  } catch {
    return undefined;
  }
}

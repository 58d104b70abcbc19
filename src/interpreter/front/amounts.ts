/**
 * What a definition may hold that costs more to check than its bytes say: nodes, expressions, regular expressions.
 * Owns the counting, before anything of it is read.
 */
import type { Json } from '../json.ts';
import type { Document } from './document/definition.ts';
import type { Report } from './faults.ts';
import { maxExpressions, maxNodes, maxPatterns } from './limits.ts';
import { countNodes } from './resolve/outline.ts';

/** Whether it is little enough to be checked; what is too much is told. */
export function amountsAreFine(document: Document, report: Report): boolean {
  const nodes = countNodes(document);
  const place = { path: ['nodes'], mark: 'key' } as const;
  const hint = 'Split the definition.';
  if (nodes > maxNodes) {
    report('OST502', place, `There are ${nodes} nodes; at most ${maxNodes} are possible.`, hint);
    return false;
  }
  // A document is JSON; only its types say more.
  const texts = count(document as unknown as Json);
  if (texts.expressions > maxExpressions)
    report('OST502', place, `There are more than ${maxExpressions} expressions.`, hint);
  else if (texts.patterns > maxPatterns)
    report('OST502', place, `There are more than ${maxPatterns} regular expressions.`, hint);
  else return true;
  return false;
}

interface Texts {
  readonly expressions: number;
  readonly patterns: number;
}

/** With a list of its own in place of the call stack. */
function count(tree: Json): Texts {
  const open: unknown[] = [tree];
  let expressions = 0;
  let patterns = 0;
  while (open.length > 0) {
    const at = open.pop();
    if (typeof at === 'string') {
      expressions += occurrences(at, '${');
      patterns += occurrences(at, 'matches(');
    } else if (typeof at === 'object' && at !== null) {
      if ('pattern' in at && typeof at.pattern === 'string') patterns++;
      for (const value of Object.values(at)) open.push(value);
    }
  }
  return { expressions, patterns };
}

function occurrences(text: string, part: string): number {
  let found = 0;
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + part.length)) found++;
  return found;
}

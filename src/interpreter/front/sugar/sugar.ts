/**
 * Writes shorthands out, before shapes are read: lists of nodes, `component` and `action`, kinds of tools, `phases`.
 * Owns what is looked at where; each shorthand has a file of its own.
 *
 * SU1. A tree without shorthands comes back as it is.
 * SU2. What is wrong with a shorthand is told at the place in the text; for later faults `origin` leads back there.
 */
import type { Catalogue } from '../../catalogue.ts';
import { isObject, type Json } from '../../json.ts';
import type { Report } from '../faults.ts';
import { expandNode, expandNodes } from './nodes.ts';
import { type Origin, trackOrigins } from './origins.ts';
import { expandPhases, hasPhases } from './phases.ts';
import type { Spot, Sugar } from './spot.ts';

export interface WrittenOut {
  readonly tree: Json;
  readonly origin: Origin;
}

/** @param tools whose kinds can be written; @param report takes places in the text */
export function writeOut(tree: Json, tools: Catalogue['tools'], report: Report): WrittenOut {
  const { moved, origin } = trackOrigins();
  const toolKinds = new Map(
    tools.flatMap(({ kind, name }) => (kind === undefined ? [] : [[kind, name] as const])),
  );
  return { tree: definition(tree, { report, moved, toolKinds }), origin };
}

function definition(tree: Json, sugar: Sugar): Json {
  if (!isObject(tree)) return tree;
  const phased = hasPhases(tree);
  const plain = phased ? expandPhases(tree, sugar) : tree;
  const written: Record<string, Json> = {};
  if (!phased && plain.nodes !== undefined) written.nodes = expandNodes(plain.nodes, top('nodes'), '', sugar);
  if (plain.finally !== undefined)
    written.finally = expandNode(plain.finally, top('finally'), 'finally', sugar);
  return { ...plain, ...written };
}

function top(key: string): Spot {
  return { at: [key], from: [key] };
}

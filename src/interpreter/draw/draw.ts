/** A plan in each format in which it is drawn. Owns their names; each drawing has a place of its own. */
import type { Plan } from '../plan.ts';
import { toAscii } from './ascii.ts';
import { toDot } from './dot.ts';
import { toMermaid } from './mermaid.ts';
import { type Picture, pictureOf } from './picture.ts';

export const drawingFormats = ['mermaid', 'dot', 'json', 'ascii'] as const;
export type DrawingFormat = (typeof drawingFormats)[number];

/** Text, but for `json`. */
export function draw(plan: Plan, format: DrawingFormat): string | Picture {
  switch (format) {
    case 'mermaid':
      return toMermaid(plan);
    case 'dot':
      return toDot(plan);
    case 'json':
      return pictureOf(plan);
    case 'ascii':
      return toAscii(plan);
  }
}

/**
 * The expression facade: the only entry to this folder. Sandbox half.
 */
export type {
  Analysis,
  Bindings,
  Evaluated,
  ExpressionFault,
  NodeType,
  NodeValue,
  Piece,
  Reference,
  RunValue,
  Scanned,
  Span,
  TypeScope,
} from './types.ts';
export { analyse } from './analyse.ts';
export { evaluate, holds, render, renderText } from './evaluate.ts';
export { resultSchema } from './result.ts';
export { scan } from './scan.ts';

/**
 * The contract of the expression facade: everything the rest of Ostinato knows about CEL. Owns the shapes.
 * The library behind it is imported by this folder only.
 */
import type { RunError } from '../errors.ts';
import type { Json, JsonObject, JsonSchema } from '../json.ts';

/** What an expression can see while a run executes. `nodes` holds the names that the expression reads. */
export interface Bindings {
  readonly input: Json;
  readonly vars: JsonObject;
  readonly nodes: Readonly<Record<string, NodeValue>>;
  readonly run: RunValue;
  /** Block-local names: `error` in `compensate`, later `item`, `turn`, … */
  readonly locals?: JsonObject;
  /** Is told what the evaluation took, in units of `limits.work`. */
  readonly spend?: (work: number) => void;
}
export interface NodeValue {
  readonly output?: Json;
  readonly outcome?: string;
  readonly status: string;
  readonly error?: RunError;
  readonly visits: readonly JsonObject[];
}
export interface RunValue {
  readonly id: string;
  readonly workflow: string;
  readonly version: number;
  /** RFC 3339, time of the event that is being handled. */
  readonly now: string;
}

/** An evaluation that may fail; `undefined` = an absent optional. */
export type Evaluated<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly title: string };

/** A place inside the text of one expression, in characters from its start. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One `${ … }` or a literal piece of a text value. Offsets are characters from the start of the value. */
export type Piece =
  | { readonly kind: 'text'; readonly text: string; readonly start: number; readonly end: number }
  /** `cel` is what stands between the braces, trimmed; `start`/`end` span that trimmed text. */
  | { readonly kind: 'expr'; readonly cel: string; readonly start: number; readonly end: number };
export type Scanned =
  | {
      readonly ok: true;
      readonly pieces: readonly Piece[] /** The value is one `${ … }` alone: it keeps its type. */;
      readonly whole: boolean;
    }
  | { readonly ok: false; readonly message: string; readonly span: Span };

/** One `nodes.x…` (or `vars.v`) in an expression. */
export interface Reference extends Span {
  readonly root: 'nodes' | 'vars';
  readonly name: string;
  /** `nodes.?x` or `nodes[?"x"]`: the reader also runs when x has nothing to give. */
  readonly optional: boolean;
  /** For `nodes`: the field that is read; absent when only the node itself is named. */
  readonly field?: 'output' | 'outcome' | 'status' | 'error' | 'visits';
  /** Stands under `?:`, `||`, `&&` or `has()`: may not be evaluated at all (S5). */
  readonly guarded: boolean;
}

/** What is known at submission of the names that an expression may use. Absent schema = anything. */
export interface TypeScope {
  readonly input?: JsonSchema;
  readonly vars: Readonly<Record<string, JsonSchema | undefined>>;
  readonly nodes: Readonly<Record<string, NodeType>>;
  readonly locals?: Readonly<Record<string, JsonSchema | undefined>>;
}
export interface NodeType {
  readonly output?: JsonSchema;
  /** Declared outcomes; empty = has none. */
  readonly outcomes: readonly string[];
}

export interface ExpressionFault extends Span {
  readonly code:
    | 'syntax'
    | 'unknown-name'
    | 'unknown-field'
    | 'type'
    | 'reference'
    | 'limit'
    | 'regex'
    | 'function';
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly hint?: string;
}
export interface Analysis {
  readonly faults: readonly ExpressionFault[];
  readonly references: readonly Reference[];
  /** CEL type of the result: `bool`, `string`, `double`, `dyn`, … */
  readonly type: string;
}

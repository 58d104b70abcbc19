/**
 * A diagnostic: one thing that is wrong (or doubtful) in a definition, with its place and the way out.
 * Owns the shape and the picture. The closed set of codes is in `front/codes.ts`.
 */
export interface Diagnostic {
  /** `OST1xx` YAML, `2xx` shape, `3xx` graph, `4xx` expressions and types, `5xx` limits and safety, `6xx` warnings. */
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** Where in the document: `nodes.draft.prompt`. Empty for the whole document. */
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in characters. */
  readonly column: number;
  /** 1-based end of the marked place, exclusive; same line or later. */
  readonly endLine: number;
  readonly endColumn: number;
  readonly hint?: string;
  /** The lines around the place with a caret below it. */
  readonly frame: string;
}

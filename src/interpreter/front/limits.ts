/** The bounds of a definition (settled 15) and the defaults of `limits`. Owns the numbers. */
export const maxBytes = 4 * 1024 * 1024;
/** Words of YAML: keys, values, marks, blanks, line breaks. What fits in a plan has half of it, seldom more. */
export const maxWords = 500_000;
/** Keys and values; a node has ten or so. */
export const maxValues = 150_000;
export const maxNodes = 20_000;
/** Each may lead to each. */
export const maxPhases = 500;
export const maxExpressions = 50_000;
/** Of `matches` and `pattern`: what each is compiled to may be hundreds of times as long. */
export const maxPatterns = 1_000;
/** Levels of YAML collections in each other; a block takes two. */
export const maxNesting = 100;
/** Values that aliases (`*name`) may add to what is written. */
export const maxAliased = 10_000;
/** Bytes of a plan as JSON: every worker that goes on with a run reads it. */
export const maxPlanBytes = 8 * 1024 * 1024;
/** Edges of one scope; beyond, the plan would be too large anyway. */
export const maxEdges = 200_000;

/** Operations under way at once in one run. */
export const defaultParallel = 100;
export const defaultCleanupMs = 5 * 60_000;
export const defaultMaxTurns = 20;
/** Of a graph that is made while the run goes on: its nodes, and how deep its blocks nest. */
export const defaultAllowed = { nodes: 200, depth: 5 } as const;

/**
 * What programs import from `ostinato`: the typed client of the HTTP API, and the builder of definitions. Tools are
 * written with `ostinato/tools`.
 */
export { type Definition, definition, type NodeRef, type Nodes, nodes, ref } from './builder/definition.ts';
export { cel, type Field, input, local, type Path, run, vars } from './builder/expression.ts';
export type { After, DefinitionHead, NodeInput, NodeInputs } from './builder/node.ts';
export {
  createClient,
  type Format,
  type OstinatoClient,
  type ResumeOptions,
  type RunsQuery,
  type StartOptions,
} from './client/http-client.ts';
export { ProblemError, UnreachableError } from './client/http-errors.ts';
export type * from './client/wire.ts';

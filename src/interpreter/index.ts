/**
 * The entry of the interpreter for everything outside of the workflow sandbox: the front half, and what the api and
 * the cli need of the rest.
 */
export type { Catalogue, ToolEntry } from './catalogue.ts';
export type { Diagnostic } from './diagnostic.ts';
export { draw, type DrawingFormat, drawingFormats } from './draw/draw.ts';
export { type Picture, type PictureEdge, type PictureNode, pictureOf } from './draw/picture.ts';
export { type RunError } from './errors.ts';
export { type Code, type CodeEntry, codes } from './front/codes.ts';
export type { Document } from './front/document/definition.ts';
export { assign as assignShape, type Assign } from './front/document/keys.ts';
export { eventPattern } from './front/document/names.ts';
export { formatDiagnostic, renderFrame } from './front/frame.ts';
export {
  checkDocument,
  type Compiled,
  compileDefinition,
  compilePlan,
  parseDocument,
  type Parsed,
} from './front/front.ts';
export { compileGraph, type Made, type MadeOptions } from './front/made.ts';
export { languageSchema } from './front/language-schema/language-schema.ts';
export type { Json, JsonObject, JsonSchema } from './json.ts';
export type { Plan } from './plan.ts';

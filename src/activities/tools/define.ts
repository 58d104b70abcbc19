/**
 * What authors of tools import: `defineTool`, `suspend` and `ToolError`. Owns the shape of a tool and the checks of its
 * definition; `registry.ts` finds tools, `call.ts` calls them.
 */
import type { z } from 'zod';
import type { Suspended } from '../../interpreter/call.ts';
import type { ToolEntry } from '../../interpreter/catalogue.ts';
import type { RunError } from '../../interpreter/errors.ts';
import type { Json, JsonSchema } from '../../interpreter/json.ts';
import type { EffectRule } from '../../interpreter/plan.ts';
import type { ToolArtifacts } from '../artifacts/for-tools.ts';
import { type Checker, checkerOf } from './checker.ts';

export type { Artifact } from '../../interpreter/artifact.ts';
export type { ArtifactToSave, ToolArtifacts } from '../artifacts/for-tools.ts';

/** A zod schema, or a JSON Schema (2020-12). */
export type ToolSchema = z.ZodType | JsonSchema;
type In<Schema> = Schema extends z.ZodType ? z.output<Schema> : Json;
type Out<Schema> = Schema extends z.ZodType ? z.input<Schema> : unknown;
type Given<Schema> = Out<Schema> | Suspended;

export interface ToolContext {
  /** The same over all attempts at one call: hand it to whoever must not do a thing twice. */
  readonly key: string;
  /** 1 for the first. */
  readonly attempt: number;
  /** Aborted by cancellation and timeouts. Give it to `fetch`, or stop your own work. */
  readonly signal: AbortSignal;
  /** Value of a configured secret; throws an error of the type `secret` when there is none of that name. */
  readonly secret: (name: string) => string;
  /** Files of any size, which results speak of and never hold. */
  readonly artifacts: ToolArtifacts;
  readonly log: (message: string, fields?: object) => void;
}

export interface ToolDefinition<Input extends ToolSchema, Output extends ToolSchema> {
  /** Words of letters, digits, `-` and `_`, joined by dots: `http.request`, `crm.find_customer`. At most 64 characters. */
  readonly name: string;
  /**
   * A word of definitions for it, with a dot so that it is never one of the language: with `crm.lookup` a node is
   * written `crm.lookup: { … }`, and the value is the input.
   */
  readonly kind?: string;
  /** What it does and when to use it, for people and for models. */
  readonly description: string;
  /** Arguments are checked against it before `run`; what does not fit is an error `tool-input`, never tried again. */
  readonly input: Input;
  /** The result is checked against it after `run`; what does not fit is an error `tool-output`. Absent = anything. */
  readonly output?: Output;
  /**
   * `read` changes nothing, `idempotent` may be done twice, `once` must not: it is not tried again by itself.
   * Or by a field of the input, as the method of an HTTP request.
   */
  readonly effect: EffectRule;
  /** Takes less than about a second and is no `once`: runs in the local lane. Default: false. */
  readonly quick?: boolean;
  /** May give `suspend(…)` in place of a result. */
  readonly run: (input: In<Input>, context: ToolContext) => Given<Output> | Promise<Given<Output>>;
}

/** Tools are known by this and not by a class: a module of tools may bring its own copy of this package. */
const brand = Symbol.for('ostinato.tool');

export interface Tool {
  readonly [brand]: true;
  readonly entry: ToolEntry;
  readonly input: Checker;
  readonly output: Checker | undefined;
  readonly run: (input: unknown, context: ToolContext) => unknown;
}

/** Throws when the definition cannot be used: a bad name or kind, or a schema that JSON Schema cannot say. */
export function defineTool<Input extends ToolSchema, Output extends ToolSchema = JsonSchema>(
  definition: ToolDefinition<Input, Output>,
): Tool {
  const { name, kind, description, effect, quick = false } = definition;
  checkName(name);
  if (kind !== undefined) checkKind(name, kind);
  if (quick && effect === 'once')
    throw new TypeError(`tool ${name}: \`quick\` is for tools that may run twice; its effect is \`once\``);
  const input = checkerOf(definition.input, 'input', name);
  const output = definition.output === undefined ? undefined : checkerOf(definition.output, 'output', name);
  const entry: ToolEntry = {
    name,
    ...(kind !== undefined && { kind }),
    description,
    input: input.schema,
    ...(output !== undefined && { output: output.schema }),
    effect,
    quick,
  };
  // `input` gives what the schema describes; the type of that is lost once tools of all kinds stand in one registry.
  return { [brand]: true, entry, input, output, run: definition.run as Tool['run'] };
}

/**
 * Give this as a tool's result when somebody else has to finish the work: the node then waits as for a person, and goes
 * on with the value that is given to its request. That value must fit `form`, or else what the tool gives.
 */
export function suspend(request: Suspended['$suspend']): Suspended {
  return { $suspend: request };
}

export function isTool(value: unknown): value is Tool {
  return typeof value === 'object' && value !== null && brand in value;
}

export interface ToolFault {
  /** Stable word to filter by in `on: { error: [type] }`; `crm.conflict` matches `crm.*`. */
  readonly type: string;
  /** One plain sentence: what happened. */
  readonly title: string;
  /** What to do next, or what the other side said. */
  readonly detail?: string;
  readonly status?: number;
  readonly data?: Json;
  /** Whether another attempt with the same arguments may succeed. Default: false. */
  readonly retryable?: boolean;
  /** Whether the work was done is not known: where it must be done once a person is asked. Absent = it was not done. */
  readonly doubt?: true;
  /** Not again before this many ms. */
  readonly retryAfterMs?: number;
}

/** Throw it to fail with a type of your own. Any other error has the type `tool-failed` and may be tried again. */
export class ToolError extends Error {
  readonly error: RunError;
  readonly retryAfterMs: number | undefined;
  constructor({ retryAfterMs, ...fault }: ToolFault) {
    super(fault.title);
    this.name = 'ToolError';
    this.error = { retryable: false, ...fault };
    this.retryAfterMs = retryAfterMs;
  }
}

/** No `__` and no `--`: models are given names without dots, see `agent/names.ts`. */
const namePattern = /^[a-zA-Z][a-zA-Z0-9]*([-_][a-zA-Z0-9]+)*(\.[a-zA-Z0-9]+([-_][a-zA-Z0-9]+)*)*$/;

function checkName(name: string): void {
  const forModels = name.replaceAll('.', '__');
  if (namePattern.test(name) && forModels.length <= 64) return;
  throw new TypeError(
    `tool ${JSON.stringify(name)}: a name is words of letters and digits, joined by single \`-\`, \`_\` or \`.\`, ` +
      'at most 64 characters (a dot counts twice)',
  );
}

const kindPattern = /^[a-zA-Z][a-zA-Z0-9_-]*(\.[a-zA-Z0-9_-]+)+$/;

function checkKind(name: string, kind: string): void {
  if (kindPattern.test(kind) && kind.length <= 64) return;
  throw new TypeError(
    `tool ${name}: the kind ${JSON.stringify(kind)} must be words of letters and digits with a dot between them, ` +
      'at most 64 characters: `crm.lookup`',
  );
}

/**
 * Definitions written in TypeScript. Owns the order of the nodes, their references, and the plain document that comes
 * of both; it is checked like any other when it is posted.
 */
import type { Json, JsonObject } from '../interpreter/json.ts';
import { type Path, pathFrom } from './expression.ts';
import type { DefinitionHead, Named, NodeInput, NodeInputs, OutcomeOf } from './node.ts';
import { toYaml } from './yaml.ts';

/** A node that has been added, for those that read it or come after it. */
export interface NodeRef<Outcome extends string = never> extends Named {
  readonly output: Path;
  readonly error: Path;
  readonly visits: Path;
  readonly outcome: string;
  readonly status: string;
  /** Reads it whatever became of it (`nodes.?name`): `review.maybe('output', '?remark')`. */
  readonly maybe: Path;
  /** For `after`: this node, with this outcome. */
  readonly on: (outcome: Outcome) => { readonly node: string; readonly outcome: Outcome };
}

export interface Nodes {
  /** Adds a node below those that are there. Throws for a name that is taken. */
  readonly add: <const N extends NodeInput>(name: string, node: N) => NodeRef<OutcomeOf<N>>;
}

export interface Definition {
  /** What the YAML says, as JSON. */
  readonly toDocument: () => JsonObject;
  readonly toYaml: () => string;
}

/** @param write adds the nodes, and gives the output */
export function definition(
  head: DefinitionHead,
  write: (nodes: Nodes) => Json | undefined | void,
): Definition {
  const added: Record<string, NodeInput> = {};
  const output = write(adder(added));
  const document = { ostinato: 1, ...mapping({ ...head, nodes: added, output }) };
  return { toDocument: () => document, toYaml: () => toYaml(document) };
}

/** The nodes of a block, for `do` or `nodes`. */
export function nodes(write: (nodes: Nodes) => void): NodeInputs {
  const added: Record<string, NodeInput> = {};
  write(adder(added));
  return added;
}

/** A node by its name, where it is added later: the way back of a loop. */
export function ref<Outcome extends string = string>(name: string): NodeRef<Outcome> {
  const field = (of: string) => pathFrom(`nodes.${name}.${of}`);
  return {
    name,
    output: field('output'),
    error: field('error'),
    visits: field('visits'),
    outcome: field('outcome')(),
    status: field('status')(),
    maybe: pathFrom(`nodes.?${name}`),
    on: (outcome) => ({ node: name, outcome }),
  };
}

function adder(into: Record<string, NodeInput>): Nodes {
  return {
    add(name, node) {
      if (Object.hasOwn(into, name)) throw new TypeError(`There is a node ${name} already`);
      into[name] = node;
      return ref(name);
    },
  };
}

/** Nodes become their names; what is undefined is left out. */
function plain(value: unknown): Json {
  if (Array.isArray(value)) return value.map(plain);
  // By their types, nodes and heads hold JSON and other nodes, and nothing else.
  if (typeof value !== 'object' || value === null) return value as Json;
  return isNode(value) ? value.name : mapping(value);
}

function mapping(value: object): JsonObject {
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries.map(([key, inner]) => [key, plain(inner)]));
}

function isNode(value: object): value is NodeRef {
  return 'maybe' in value && typeof value.maybe === 'function';
}

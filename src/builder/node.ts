/** Nodes as the builder takes them: the shapes of the YAML, with nodes in place of their names. */
import type { z } from 'zod';
import type { definition } from '../interpreter/front/document/definition.ts';
import type { AfterEntry } from '../interpreter/front/document/keys.ts';
import type { shapes } from '../interpreter/front/document/kinds.ts';

/** A node that has been added; enough to come after it. */
export interface Named {
  readonly name: string;
}
type Entry = string | Named | (Omit<AfterEntry, 'node'> & { readonly node: string | Named });
export type After = Entry | readonly Entry[];

interface Shared {
  readonly after?: After;
  readonly unless?: After;
  readonly compensate?: NodeInput;
  readonly finally?: NodeInput;
  readonly nodes?: NodeInputs;
  readonly do?: NodeInputs;
}

/** Lists may be read-only, as literals are. */
type Given<T> = T extends readonly (infer Item)[]
  ? readonly Given<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Given<T[Key]> }
    : T;

type Written<K extends keyof typeof shapes> = z.input<(typeof shapes)[K]>;
type InputOf<K extends keyof typeof shapes> = {
  readonly [Key in keyof Written<K>]: Key extends keyof Shared ? Shared[Key] : Given<Written<K>[Key]>;
};

/** Exactly one kind key, and the keys of that kind. */
export type NodeInput = { [K in keyof typeof shapes]: InputOf<K> }[keyof typeof shapes];
export type NodeInputs = Readonly<Record<string, NodeInput>>;

type Head = Omit<z.input<typeof definition>, 'ostinato' | 'nodes' | 'output' | 'finally'>;
/** A definition without its nodes and its output. */
export type DefinitionHead = { readonly [Key in keyof Head]: Given<Head[Key]> } & {
  readonly finally?: NodeInput;
};

/** The names that lead on from a node; none where it has only success. */
export type OutcomeOf<N> = N extends { readonly outcomes: readonly (infer O extends string)[] }
  ? O
  : N extends { readonly switch: infer Cases }
    ? keyof Cases & string
    : N extends { readonly receive: { readonly any: readonly (infer E)[] } }
      ? EventOf<E>
      : never;
type EventOf<E> = E extends string
  ? E
  : E extends { readonly event: infer Name extends string }
    ? Name
    : never;

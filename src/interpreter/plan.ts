/**
 * The plan: frozen, plain JSON that the front half compiles from a definition and the core executes.
 * Owns the shape. Nothing here needs the text of the definition again, and nothing here computes.
 *
 * P1. A plan is a pure function of the definition and the catalogue: same definition, same plan, same hash.
 * P2. Nodes and edges are named by their index in their scope; both lists stand in the order of the text.
 * P3. `order` numbers all nodes of the plan in the order of the text (a block before what is in it).
 */
import type { Json, JsonSchema } from './json.ts';

/** Semantics are versioned by this number (ADR 0003). A worker refuses a plan that is newer than itself. */
export const PLAN_VERSION = 1;

export interface Plan {
  readonly planVersion: typeof PLAN_VERSION;
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  readonly input?: JsonSchema;
  /** Initial values of the run variables, in order; each may read `input` and `run` only. */
  readonly vars: readonly (readonly [name: string, value: Template])[];
  readonly limits: {
    readonly timeoutMs?: number;
    readonly cleanupMs: number;
    readonly parallel: number;
    /** How deep `workflow` nodes may nest runs in runs. */
    readonly depth?: number;
  };
  readonly scope: ScopePlan;
  /** SHA-256 (hex) of the canonical JSON of all the fields above. */
  readonly hash: string;
}

export interface ScopePlan {
  readonly nodes: readonly NodePlan[];
  readonly edges: readonly EdgePlan[];
  readonly output?: Template;
  /** Indexes of the ends (S13): their outputs make the default output. */
  readonly ends: readonly number[];
  /** When the scope is done before all of it is (S13); of a map it counts items. */
  readonly complete?: Complete;
  /** Nodes under way end by themselves when the scope has failed, instead of being cancelled (S15). */
  readonly letFinish?: true;
  /** A scope of one node named `finally` (S16). */
  readonly finally?: ScopePlan;
  /** Something in it can be compensated: a map with such items stays whole (S14). */
  readonly undoable?: true;
}
export type Complete = ({ readonly count: number } | { readonly when: Expression }) & {
  /** The rest is withdrawn, or runs on and can fail nothing any more. */
  readonly rest: 'keep' | 'cancel';
};

/** A CEL expression with the names it reads, so that only these are put before it. */
export interface Expression {
  readonly cel: string;
  /** Names after `nodes.` / `nodes.?`, each once, in order of appearance. */
  readonly nodes: readonly string[];
}

/** A value with expressions in it. */
export type Template =
  | { readonly value: Json }
  | { readonly expr: Expression }
  | { readonly text: readonly (string | Expression)[] }
  | { readonly list: readonly Template[] }
  | { readonly map: readonly (readonly [key: string, value: Template])[] };

export type Cause = 'success' | 'error' | 'skipped' | 'cancelled' | 'exhausted';

interface EdgeBase {
  readonly from: number;
  readonly to: number;
}
/** An entry of `after` (S6, S7). */
export interface ForwardEdge extends EdgeBase {
  readonly kind: 'forward';
  /** What of the source takes this edge; `always` is written out as success, error, skipped. */
  readonly on: readonly Cause[];
  /** With `error` in `on`: only these types or families; absent = all. */
  readonly errors?: readonly string[];
  readonly outcome?: string;
  readonly when?: Expression;
}
/** An entry with `again` (S12). `from` is the source, `to` the target of the way back. */
export interface AgainEdge extends EdgeBase {
  readonly kind: 'again';
  readonly on: readonly Cause[];
  readonly errors?: readonly string[];
  readonly outcome?: string;
  readonly when?: Expression;
  readonly max: number;
  /** What still runs of the region is awaited and recorded instead of withdrawn. */
  readonly finish?: true;
  /** The target and all that it reaches forward, ascending. */
  readonly region: readonly number[];
  /** The part of `region` that lies between target and source, both included, ascending. */
  readonly between: readonly number[];
}
/** An entry of `unless` (S11): once it is taken, its target does not start any more. Orders nothing. */
export interface UnlessEdge extends EdgeBase {
  readonly kind: 'unless';
  readonly on: readonly Cause[];
  readonly errors?: readonly string[];
  readonly outcome?: string;
  readonly when?: Expression;
}
/** Made by `nodes.x…` (S4): `output`/`outcome` need success, `error` needs failure, `status`/`visits` any result. */
export interface RequiredEdge extends EdgeBase {
  readonly kind: 'required';
  readonly needs: 'success' | 'error' | 'result';
}
/** Made by `nodes.?x…`, and from a `set` to the readers of its variable (S4): waits, whatever the result. */
export interface SoftEdge extends EdgeBase {
  readonly kind: 'soft';
}
export type EdgePlan = ForwardEdge | AgainEdge | UnlessEdge | RequiredEdge | SoftEdge;

export type Join =
  | 'live'
  | 'all'
  | 'any'
  | 'each'
  | { readonly count: number }
  /** Over `join.taken`, `join.dead`, `join.open`. */
  | { readonly when: Expression };

/** Taken together, in the order of their names, after the join and before the visit (S23). */
export interface LockPlan {
  readonly names: readonly Template[];
  readonly scope: 'run' | 'global';
}

/** What a result is kept under: the hash of the node's definition, and `key`, or else its inputs. */
export interface CachePlan {
  readonly node: string;
  readonly key?: Template;
  readonly ttlMs?: number;
}

export interface RetryPlan {
  /** 1 = no second attempt. */
  readonly attempts: number;
  readonly backoffMs: number;
  readonly factor: number;
  readonly maxMs: number;
  /** 0..1: share of each pause that is random. */
  readonly jitter: number;
  readonly attemptTimeoutMs?: number;
  /** Only errors of these types or families are tried again; absent = what is retryable. */
  readonly on?: readonly string[];
  /** Never these. */
  readonly not?: readonly string[];
  /** Of what must be done once: what ends in doubt is not tried again, a person is asked (S36). */
  readonly doubt?: 'ask';
}

export interface NodeBase {
  readonly name: string;
  readonly order: number;
  readonly title?: Template;
  readonly join: Join;
  readonly when?: Expression;
  /** Edge indexes of `unless`, ascending. */
  readonly unless?: readonly number[];
  /** With `rest: cancel`: nodes of the scope that are withdrawn when the join has fired (S10), ascending. */
  readonly cancels?: readonly number[];
  readonly lock?: LockPlan;
  /** Values of this node are shown to nobody. */
  readonly sensitive?: true;
  /** Edge indexes of the scope, ascending. Again and unless edges stand in `outgoing` of their source only. */
  readonly incoming: readonly number[];
  readonly outgoing: readonly number[];
  /** Nodes that can read its output, ascending: after all of them nobody can. Absent: it is kept as long as its scope. */
  readonly readBy?: readonly number[];
  /** Nodes in whose `readBy` it is, ascending; absent = in none. */
  readonly reads?: readonly number[];
  readonly timeoutMs?: number;
  /** A scope of one node named `compensate` (S15, S16). */
  readonly compensate?: ScopePlan;
  /** Whether this node may be withdrawn or time out alone, while its scope goes on. */
  readonly solo: boolean;
}
/** Work that activities do. */
export interface WorkBase extends NodeBase {
  /** 1 first, 5 last. */
  readonly priority?: number;
  readonly queue?: string;
  readonly cache?: CachePlan;
}
export interface AgentNode extends WorkBase {
  readonly kind: 'agent';
  readonly model: ModelRef;
  readonly instructions?: Template;
  readonly prompt: Template;
  /** Artifacts that it is shown with the prompt, by name. */
  readonly mount?: readonly (readonly [path: string, artifact: Template])[];
  readonly tools: readonly AgentTool[];
  readonly returns?: JsonSchema;
  readonly maxTurns: number;
  readonly temperature?: number;
  /** Per model call (settled 20). */
  readonly retry: RetryPlan;
  /** In a person's place (`assign`): the answer is `{ outcome, value }`, and these are the outcomes. */
  readonly outcomes?: readonly string[];
}
/** A tool that the agent may call, with what the core must know to try it again or not. */
export interface AgentTool {
  readonly name: string;
  readonly effect: EffectRule;
  /** Of calls that may run twice. */
  readonly lane?: 'local';
  /** What of its calls must be done once, and ends in doubt, is asked about (S36). */
  readonly doubt?: 'ask';
}
export interface ModelRef {
  readonly provider: 'openai' | 'anthropic' | 'compatible';
  readonly name: string;
  readonly baseUrl?: string;
}
export interface RunNode extends WorkBase {
  readonly kind: 'run';
  readonly argv: readonly Template[];
  readonly shell: boolean;
  readonly env: readonly (readonly [name: string, value: Template])[];
  readonly stdin?: Template;
  /** Relative, inside the folder of the visit. */
  readonly cwd?: Template;
  /** Environment variable → name of the secret. */
  readonly secrets: readonly (readonly [variable: string, secret: string])[];
  /** Absent: as open as the worker allows. */
  readonly sandbox?: 'strict';
  /** Files that it leaves; the paths lie in the folder of the visit. */
  readonly artifacts?: readonly (readonly [name: string, file: ArtifactPlan])[];
  /** Artifacts by their paths in the folder of the visit. */
  readonly mount?: readonly (readonly [path: string, artifact: Template])[];
  readonly returns?: JsonSchema;
  readonly retry: RetryPlan;
}
export interface ArtifactPlan {
  readonly path: Template;
  readonly kind?: string;
  readonly mime?: string;
  /** It may be missing. */
  readonly optional?: true;
}
export interface ToolNode extends WorkBase {
  readonly kind: 'tool';
  /** Its name; or, where it is chosen at run time, an expression that gives one of `among`. */
  readonly tool: string | { readonly name: Template; readonly among: readonly AgentTool[] };
  readonly input: Template;
  readonly effect: Effect;
  /** Done by the worker that has the run, as a local activity; absent = as an activity. */
  readonly lane?: 'local';
  readonly returns?: JsonSchema;
  /** What the tool says that it gives, where a person may have to give it (S36) and `returns` says nothing. */
  readonly gives?: JsonSchema;
  readonly retry: RetryPlan;
}
export type Effect = 'read' | 'idempotent' | 'once';
/** Fixed, or chosen by a field of the input (the method of an HTTP request). */
export type EffectRule =
  | Effect
  | {
      readonly field: string;
      readonly values: Readonly<Record<string, Effect>>;
      readonly absent: Effect;
      readonly otherwise: Effect;
    };
export interface HumanNode extends NodeBase {
  readonly kind: 'human';
  readonly prompt: Template;
  readonly show?: Template;
  readonly outcomes: readonly string[];
  readonly form?: JsonSchema;
  readonly assignees: readonly Template[];
  readonly notSubmitter?: true;
  readonly quorum?: Quorum;
  readonly deadline?: Deadline;
  /** In a program's place (`assign`): readers find the value in `data` of what a program gives. */
  readonly insteadOf?: 'run';
}
/** Done when `count` answers are alike; given up when that cannot come any more after `of` answers. */
export interface Quorum {
  readonly count: number;
  readonly of?: number;
  readonly otherwise?: string;
}
export interface Deadline {
  /** Duration in ms, or a template that gives a duration or an instant. */
  readonly after?: number;
  readonly until?: Template;
  readonly outcome?: string;
  readonly output?: Template;
  /** Ms after the opening, ascending. */
  readonly remindMs?: readonly number[];
  readonly escalate?: readonly { readonly afterMs: number; readonly to: readonly Template[] }[];
}
export interface LetNode extends NodeBase {
  readonly kind: 'let';
  readonly values: readonly (readonly [name: string, value: Template])[];
}
export interface SetNode extends NodeBase {
  readonly kind: 'set';
  readonly values: readonly {
    readonly name: string;
    readonly how: 'replace' | 'add';
    readonly value: Template;
  }[];
}
export interface SwitchNode extends NodeBase {
  readonly kind: 'switch';
  /** `true` = the default. */
  readonly cases: readonly (readonly [outcome: string, condition: Expression | true])[];
}
export interface WaitNode extends NodeBase {
  readonly kind: 'wait';
  /** `for`: ms, or a template that gives a duration (`90s`); `until`: a template that gives an RFC 3339 instant. */
  readonly span: { readonly for: number | Template } | { readonly until: Template };
}
export interface DoNode extends NodeBase {
  readonly kind: 'do';
  readonly scope: ScopePlan;
}
/** `scope` is that of one item, `whole` that of the map: no nodes, but `complete`, `letFinish`, `finally`. */
export interface MapNode extends NodeBase {
  readonly kind: 'map';
  readonly items: Template;
  readonly as: string;
  readonly concurrency?: number;
  /** Items of one shard, where the map may be split into some when it has more; absent = it stays whole. */
  readonly shard?: number;
  /** Of the map in a shard: index of its first item. Its output is the list of what its items gave, errors included. */
  readonly from?: number;
  readonly onItemError: 'fail' | 'skip' | 'collect';
  readonly more?: { readonly event: string; readonly key?: Template; readonly until?: Expression };
  readonly scope: ScopePlan;
  readonly whole: ScopePlan;
}
/** `scope` is that of one turn, `whole` that of the loop: no nodes, but `finally`. */
export interface RepeatNode extends NodeBase {
  readonly kind: 'repeat';
  readonly while?: Expression;
  readonly until?: Expression;
  readonly max: number;
  readonly onMax: 'fail' | 'continue';
  readonly as: string;
  readonly scope: ScopePlan;
  readonly whole: ScopePlan;
}
export interface WorkflowNode extends NodeBase {
  readonly kind: 'workflow';
  readonly workflow: string;
  readonly version?: number;
  readonly input: Template;
  readonly detach: boolean;
  readonly returns?: JsonSchema;
  readonly retry: RetryPlan;
}
export interface ReceiveNode extends NodeBase {
  readonly kind: 'receive';
  readonly events: readonly { readonly event: string; readonly key?: Template }[];
  /** The name of the event is the outcome. */
  readonly any: boolean;
  readonly mode: 'buffered' | 'transient';
  readonly returns?: JsonSchema;
}
export interface EmitNode extends NodeBase {
  readonly kind: 'emit';
  readonly event: string;
  readonly key?: Template;
  readonly data?: Template;
}
/** Bounds for a graph that is made while the run goes on; absent lists allow everything. */
export interface Allowed {
  readonly kinds?: readonly string[];
  readonly tools?: readonly string[];
  readonly nodes: number;
  readonly depth: number;
  /** All programs of the graph run in it, whatever their nodes say. */
  readonly sandbox?: 'strict';
}
/** `graph`: `{ nodes, output }` or a mapping of nodes; it sees `input` and nothing else of the run. */
export interface PlanNode extends NodeBase {
  readonly kind: 'plan';
  readonly graph: Template;
  readonly input?: Template;
  readonly allow: Allowed;
}
export interface DefineNode extends NodeBase {
  readonly kind: 'define';
  readonly definition: Template;
  readonly input?: Template;
  readonly allow: Allowed;
  /** Whether the run goes on in it. */
  readonly goOn: boolean;
}
export interface CancelNode extends NodeBase {
  readonly kind: 'cancel';
  /** How many scopes outwards (0 = its own), and the index there. */
  readonly targets: readonly { readonly levels: number; readonly node: number }[];
  readonly as: 'cancelled' | 'succeeded';
}
export interface EndNode extends NodeBase {
  readonly kind: 'end';
  readonly output?: Template;
  /** How many scopes outwards: 0 = the node's own scope. */
  readonly levels: number;
}
export interface FailNode extends NodeBase {
  readonly kind: 'fail';
  readonly error: {
    readonly type: Template;
    readonly title: Template;
    readonly detail?: Template;
    readonly status?: number;
  };
  readonly levels: number;
}
export type NodePlan =
  | AgentNode
  | RunNode
  | ToolNode
  | HumanNode
  | LetNode
  | SetNode
  | SwitchNode
  | WaitNode
  | DoNode
  | MapNode
  | RepeatNode
  | WorkflowNode
  | ReceiveNode
  | EmitNode
  | PlanNode
  | DefineNode
  | CancelNode
  | EndNode
  | FailNode;
export type Kind = NodePlan['kind'];

/**
 * What each key of the language is for, in a line, with examples: for editors and for models that write definitions.
 * Owns the sentences; `kind.key` is said of a key that means something of its own at that kind, `key` of all others.
 */
import type { Json } from '../../json.ts';

export interface Word {
  readonly description: string;
  readonly examples?: readonly Json[];
}

function word(description: string, ...examples: readonly Json[]): Word {
  return examples.length === 0 ? { description } : { description, examples };
}

/** The top level. */
export const topWords: Readonly<Record<string, Word>> = {
  ostinato: word('Version of the language.', 1),
  name: word('Name of the definition, in kebab-case.', 'publish-article'),
  title: word('What people see.', 'Publish an article'),
  description: word('What it is for.'),
  input: word(
    'JSON Schema (2020-12) of what a run takes; defaults apply, a bad input is refused before anything starts.',
    {
      type: 'object',
      required: ['topic'],
      properties: { topic: { type: 'string' } },
    },
  ),
  vars: word('Variables of the run with their first values; written only by `set`.', { rounds: 0 }),
  limits: word('Bounds of the whole run.', { timeout: '7d', parallel: 20 }),
  'limits.timeout': word('How long the run may take.', '7d'),
  'limits.parallel': word('How much work may be under way at once.', 20),
  'limits.cleanup': word('How long `compensate` and `finally` may take, each.', '5m'),
  'limits.depth': word('How deep `workflow` nodes may nest runs in runs.', 16),
  defaults: word('What holds where a node says nothing else.', { retry: 3, model: 'openai/gpt-5' }),
  'defaults.retry': word('Retries of agents and tools.', 3),
  'defaults.model': word('Model of agents: `provider/name`.', 'openai/gpt-5', 'anthropic/claude-sonnet-5'),
  'defaults.sandbox': word('How programs are shut in: `none` or `strict`.', 'strict'),
  assign: word('Who does the nodes in place of their kinds: one for all, or by node.', 'human', {
    check: 'agent',
  }),
  nodes: word('The nodes by name, or a list of nodes in order.', { first: { run: ['./work.sh'] } }),
  phases: word('Ordered phases in place of `nodes`: work that moves from class to class.', {
    draft: { human: 'Write it.' },
    publish: { run: ['./publish.sh'] },
  }),
  classify: word('Finds the class of a submission that has none: a node, or a value.', '${ input.kind }'),
  complete: word('When the run is done before all of it is.', 'any', { count: 2 }),
  onError: word(
    'What becomes of work under way when the run has failed: it is cancelled, or ends by itself.',
    'finish',
  ),
  finally: word('One node that runs at the end, however the run ends.', { run: ['./clean.sh'] }),
  output: word('What the run gives; without it the outputs of the nodes at the end.', {
    url: '${ nodes.publish.output.data.url }',
  }),
};

/** Kinds and keys of nodes. */
export const nodeWords: Readonly<Record<string, Word>> = {
  agent: word(
    'A model with instructions and tools: `{ model, instructions, maxTurns, temperature }`.',
    { model: 'openai/gpt-5' },
    {},
  ),
  'agent.model': word('`provider/name`; without it the default model.', 'openai/gpt-5'),
  'agent.instructions': word('What the model is told first.'),
  'agent.maxTurns': word('How many times the model is called at most.', 20),
  'agent.temperature': word('How much chance there is in its answers, 0 to 2.', 0),
  'agent.baseUrl': word('Address of a compatible server.', 'http://localhost:11434/v1'),
  prompt: word('What the model is asked.', 'Summarise ${ input.text } in two sentences.'),
  'agent.tools': word('Names of the tools that the model may call.', ['http.request']),
  'agent.mount': word('Artifacts that it is shown, as texts or images, by name.', {
    'report.md': '${ nodes.make.output.artifacts.report }',
  }),
  run: word('A program and its arguments; with `shell: true` one text for the shell.', [
    './publish.sh',
    '--topic',
    '${ input.topic }',
  ]),
  shell: word('The text is handed to `sh -c`.', true),
  env: word('Environment variables.', { LANG: 'C' }),
  stdin: word('What the program reads: text, or a value as JSON.', '${ nodes.draft.output }'),
  cwd: word('Folder inside the folder of the visit.'),
  artifacts: word(
    'Files that it leaves, by name: a path, or `{ path, kind, mime, optional }`. They are kept, and stand in its output.',
    { report: 'out/report.pdf' },
    { log: { path: 'log.txt', optional: true } },
  ),
  mount: word('Files that it is given, read-only: artifacts by path.', {
    'inputs/report.pdf': '${ nodes.make.output.artifacts.report }',
  }),
  sandbox: word(
    'How the program is shut in: `none`, or `strict`: no network, nothing to write but its folder.',
    'strict',
  ),
  secrets: word('Environment variables by the names of secrets.', { API_KEY: 'weather' }),
  tool: word('Name of a tool; or an expression that gives one of `tools`.', 'http.request'),
  'tool.tools': word('The tools from which an expression may choose.', ['crm.find', 'crm.create']),
  component: word("First word of a tool's name; `action` is the rest.", 'http'),
  action: word("The rest of a tool's name, after `component`.", 'request'),
  input: word('What goes into it.', { url: 'https://example.com/${ input.id }' }),
  'run.effect': word(
    '`once`: it may not be done twice; where nobody knows whether it was, a person is asked.',
    'once',
  ),
  'tool.effect': word('Whether it may be done again: `read`, `idempotent`, or `once`.', 'idempotent'),
  lane: word(
    'Where it is done: `local`, by the worker that has the run, in one event (tools that are quick, by themselves), or as an `activity`.',
    'activity',
  ),
  human: word('A question to a person; the run waits for the answer.', 'Publish this draft?'),
  show: word('What the person is shown.', '${ nodes.draft.output }'),
  outcomes: word('What the person can choose; edges go by it.', ['approve', 'reject']),
  form: word('JSON Schema of the value that the person gives.', {
    type: 'object',
    properties: { remarks: { type: 'string' } },
  }),
  assignees: word('Who is asked: `user:name`, `role:name`.', ['role:editor']),
  notSubmitter: word('Whoever started the run may not answer.', true),
  quorum: word('How many people must agree.', 2, { count: 2, of: 3, otherwise: 'reject' }),
  deadline: word('Until when, and what stands in for the answer then.', { after: '2d', outcome: 'reject' }),
  let: word('Computes values, which are its output.', { total: '${ input.price * input.count }' }),
  set: word('Writes run variables that `vars` declares; `{ add: value }` appends.', {
    rounds: '${ vars.rounds + 1 }',
  }),
  switch: word('Outcomes by condition, the first true one; `true` is the default.', {
    big: 'input.total > 1000',
    small: true,
  }),
  wait: word('A pause, or until an instant.', '10m', { until: '${ input.at }' }),
  do: word('A block: its nodes are a scope of their own.', { first: { run: ['./a.sh'] } }),
  map: word('A block for each item of a list.', '${ input.orders }'),
  repeat: word(
    'A block again and again: `while` or `until`, at most `max` times.',
    { until: "turn.last.state == 'done'", max: 100 },
    3,
  ),
  'repeat.while': word('Read before each turn.', 'turn.index < 3'),
  'repeat.until': word('Read after each turn.', "turn.last.state == 'done'"),
  'repeat.max': word('How many turns at most.', 100),
  'repeat.onMax': word('Whether the loop fails when `max` is used up.', 'continue'),
  nodes: word('The nodes of the block by name, or a list in order.'),
  'map.as': word('Name of the item inside of the block; without it `item`.', 'order'),
  'repeat.as': word('Name of the turn inside of the block; without it `turn`.', 'try'),
  concurrency: word('How many items run at once.', 20),
  shard: word('How many items a run of its own does, where the map has more than these.', 200),
  onItemError: word(
    'What a failed item does: `fail` the map, be left out (`skip`), or stand in the results (`collect`).',
    'collect',
  ),
  more: word('Adds an item for each event while the map is open.', {
    receive: 'order.line',
    until: 'event.data.last',
  }),
  workflow: word('Another definition, run as a child.', 'check-stock'),
  version: word('Version of the definition; without it the newest.', 1),
  detach: word('Does not wait; the output is the id of the child run.', true),
  receive: word('Waits for an event by name, or for the first of `any`.', 'payment', {
    any: ['paid', 'cancelled'],
  }),
  key: word('Which of the events of that name.', '${ input.id }'),
  mode: word('Whether events that came before count (`buffered`) or not (`transient`).', 'transient'),
  emit: word('Sends an event to runs that wait for it.', 'order.done'),
  data: word('What the event brings.', { id: '${ input.id }' }),
  plan: word('Runs a graph that was made in the run: checked like any definition, within `allow`.', {
    graph: '${ nodes.think.output }',
  }),
  define: word(
    'Registers a definition that was made in the run, and goes on in it.',
    '${ nodes.write.output }',
  ),
  continue: word('Whether the run goes on in the new definition.', false),
  allow: word('Bounds of the graph: kinds, tools, number of nodes, depth, the least sandbox.', {
    kinds: ['run', 'let'],
    nodes: 20,
  }),
  cancel: word('Withdraws nodes of this or an enclosing scope.', 'poll', ['a', 'b']),
  'cancel.as': word('`succeeded` completes a block with what it has.', 'succeeded'),
  end: word('Ends the nearest scope, or the one that `scope` names, with this output (nothing: its own).', {
    result: 'none',
  }),
  fail: word('Fails the nearest scope, or the one that `scope` names.', {
    type: 'rejected',
    title: 'Order rejected',
  }),
  scope: word('Name of the block that it ends, or `run`.', 'run'),
  title: word('What people see.', 'Draft ${ vars.rounds }'),
  after: word(
    'After which nodes: `node`, `node.outcome`, or `{ node, on, outcome, when, again }`; one or a list.',
    'review.publish',
    {
      node: 'review',
      outcome: 'revise',
      again: 5,
    },
  ),
  unless: word('Skips the node when one of these is taken before it starts.', 'cancel_order'),
  when: word('A condition; the node is skipped when it is false.', 'nodes.check.output.score > 3'),
  join: word('When several edges let it start.', 'any', { count: 2 }),
  rest: word('What becomes of the other branches when an early join has fired.', 'cancel'),
  compensate: word('One node that undoes this one when the scope fails later.', { run: ['./undo.sh'] }),
  timeout: word('For the whole visit, retries and waiting included.', '10m'),
  lock: word('Names that only one holds at a time.', 'customer-${ input.id }'),
  sensitive: word('Its values are shown to nobody.', true),
  retry: word('How often and when it is tried again.', 3, { attempts: 5, backoff: '10s' }),
  returns: word('JSON Schema of what it gives; an agent that answers something else is asked again.', {
    type: 'object',
    required: ['url'],
    properties: { url: { type: 'string' } },
  }),
  priority: word('1 first, 5 last.', 1),
  queue: word('Task queue of the workers that do it.', 'gpu'),
  cache: word('Keeps the result for the same inputs.', '1h', { ttl: '1h', key: '${ input.id }' }),
  assign: word('Who does it in place of its kind.', 'human'),
  complete: word('When the block is done before all of it is.', 'any', { count: 2, rest: 'keep' }),
  onError: word(
    'What becomes of work under way when the block has failed: it is cancelled, or ends by itself.',
    'finish',
  ),
  finally: word('One node that runs at the end of the block, however it ends.', { run: ['./clean.sh'] }),
  output: word('What the block gives (of a map and a loop: an item, a turn).', '${ nodes.check.output }'),
  classification: word('Classes of the submissions that begin at this phase.', 'bug', ['bug', 'incident']),
  next: word('What may come after this phase; `end` ends the run.', [
    'publish',
    { phase: 'draft', again: 3 },
  ]),
};

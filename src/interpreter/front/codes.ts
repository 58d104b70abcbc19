/**
 * The closed set of diagnostics: every code with its severity, what it means, and an example that mends it. The
 * documentation (`docs/language/diagnostics.md`) is made from this table. Owns no message: these are written where the
 * fault is found, with its names in them.
 */
import type { Diagnostic } from '../diagnostic.ts';

export interface CodeEntry {
  readonly severity: Diagnostic['severity'];
  readonly title: string;
  readonly explanation: string;
  /** How it is written instead. */
  readonly fix: string;
}

const error = (title: string, explanation: string, fix: string): CodeEntry => ({
  severity: 'error',
  title,
  explanation,
  fix,
});
const warning = (title: string, explanation: string, fix: string): CodeEntry => ({
  severity: 'warning',
  title,
  explanation,
  fix,
});

export const codes = {
  OST101: error('Not YAML', 'The text cannot be read as YAML 1.2.', 'prompt: "Find: ${ input.topic }"'),
  OST102: error(
    'Key twice',
    'A mapping holds a key twice; names of nodes are unique in their block.',
    'draft: …\ndraft2: …',
  ),
  OST103: error('Merge key', '`<<` is not part of YAML 1.2.', 'retry: *retry'),
  OST104: error('Tag', 'A value that begins with `!` is a YAML tag.', 'when: "!nodes.check.output.ok"'),
  OST105: error('Unknown alias', 'A value that begins with `*` is a YAML alias.', 'title: "*important*"'),
  OST106: error(
    'Not a definition',
    'A definition is a mapping with `ostinato`, `name` and `nodes`.',
    'ostinato: 1\nname: hello\nnodes: …',
  ),
  OST107: error('Several documents', 'A text holds one definition; `---` begins another.', 'name: one'),
  OST108: error(
    'Key is no text',
    'A key is a word or a text, not a list, a mapping or nothing.',
    '"${ input.key }": …',
  ),
  OST109: error(
    'Comment cuts an expression',
    'In plain YAML text ` #` begins a comment.',
    'prompt: "Issue ${ input.name + \' #1\' }"',
  ),
  OST110: error(
    'Number',
    'JSON has no infinities, and integers beyond 2^53 would be rounded.',
    'id: "12345678901234567890"',
  ),

  OST201: error('Wrong type', 'The value of this key has another type.', 'prompt: Find five facts.'),
  OST202: error('Unknown key', 'This key means nothing here.', 'prompt: Find five facts.'),
  OST203: error(
    'Not of this version',
    'The word is part of the language, but this version does not know it yet.',
    'do: { … }',
  ),
  OST204: error(
    'Missing key',
    'Something that must be there is not.',
    'agent: { … }\nprompt: Find five facts.',
  ),
  OST205: error('No kind', 'A node has exactly one kind key.', 'check: { run: [./check.sh] }'),
  OST206: error(
    'Two kinds',
    'A node has exactly one kind key.',
    'fetch: { tool: http.request, … }\nask: { after: fetch, human: … }',
  ),
  OST207: error(
    'Bad name',
    'Names of nodes and variables are identifiers and no words of the expression language; outcomes may also have dashes.',
    'my_node: …',
  ),
  OST208: error('Bad definition name', 'The name of a definition is kebab-case.', 'name: publish-article'),
  OST209: error('Bad duration', 'A duration has a unit; a bare number is none.', 'timeout: 30s'),
  OST210: error(
    'Unknown language version',
    'The first key says which language the text is written in.',
    'ostinato: 1',
  ),
  OST211: error('Bad value', 'The value is not one of those that are possible here.', 'join: any'),
  OST212: error(
    'Bad schema',
    'A JSON Schema (2020-12) is not well formed, or uses what is not supported.',
    'type: string',
  ),
  OST213: error(
    'Contradiction',
    'Keys that stand together exclude each other.',
    'after: { node: review, outcome: approve }',
  ),
  OST214: error(
    'Unknown model',
    'A model is named as provider/name; templates and aliases come in a later version.',
    'agent: { model: openai/gpt-5 }',
  ),

  OST301: error('Unknown node', 'There is no node of this name here.', 'after: research'),
  OST302: error('Unknown outcome', 'The node does not have this outcome.', 'outcomes: [approve, reject]'),
  OST303: error(
    'Cycle',
    'Nodes wait for each other, so that none of them can start (S3).',
    'after: { node: review, outcome: revise, again: 5 }',
  ),
  OST304: error(
    'Nothing to repeat',
    'The source of an `again` entry must be reached forward from its target (S12).',
    'draft: { after: { node: review, again: 3 }, … }\nreview: { after: draft, … }',
  ),
  OST305: error(
    'Shadowed name',
    'A node inside a block has the name of a node outside of it (S1).',
    'inner_check: …',
  ),
  OST306: error(
    'Inside a block',
    'Nodes outside of a block read its output, not what is in it (S1).',
    'output: ${ nodes.inner.output }',
  ),
  OST307: error(
    'Another scope',
    '`after` names only nodes of its own scope (S1).',
    'pack: { after: fetch, do: { … } }',
  ),
  OST308: error('Unknown block', '`scope` names a block around the node, or `run`.', 'scope: run'),
  OST309: error(
    'May be skipped',
    'A strict reference to a node that may be skipped would fail, or would silently skip the reader (S5).',
    '${ nodes.?review.output.?remarks }',
  ),
  OST310: error(
    'Error without handler',
    '`.error` is there only when the node failed, and then only what handles the error runs (S5).',
    'after: { node: charge, on: error }',
  ),
  OST311: error(
    'Race',
    'Two nodes, items or visits that can run at the same time write one variable (S20).',
    'after: first_writer',
  ),
  OST312: error(
    'Impossible join',
    'More edges are asked for than lead to the node, or nothing leads to a phase.',
    'join: { count: 2 }',
  ),
  OST313: error(
    'Strict undoing',
    'What undoes a node reads other nodes only optionally (S16).',
    '${ nodes.?charge.output.?id }',
  ),
  OST314: error(
    'Not ordered',
    "An edge's `when` reads its source and what is ordered before it (S4).",
    'when: nodes.review.output.score > 3',
  ),
  OST315: error(
    'Lock order',
    'Inside of a block that holds a lock, further locks are written out and later in the order of names (S23).',
    'lock: [account, printer]',
  ),
  OST316: error(
    'Impossible completion',
    '`complete` counts to more ends or items than there are (S13).',
    'complete: { count: 2 }',
  ),

  OST401: error(
    'Expression syntax',
    'The expression cannot be read.',
    'when: nodes.size.output.total > 1000',
  ),
  OST402: error('Unknown name', 'The expression names something that is not there.', '${ input.topic }'),
  OST403: error(
    'Unknown field',
    'The value does not have this field, by its schema.',
    '${ nodes.fetch.output.body }',
  ),
  OST404: error(
    'Wrong type in an expression',
    'The parts of the expression do not fit together.',
    '${ string(input.n) + "!" }',
  ),
  OST405: error(
    'Hidden reference',
    '`nodes` and `vars` are followed by a literal name, so that references can be read off the text.',
    '${ nodes.fetch.output }',
  ),
  OST406: error(
    'Expression too large',
    'The expression is longer or deeper than what is evaluated.',
    'let: { part: … }',
  ),
  OST407: error(
    'Bad pattern',
    'The regular expression is not one of RE2.',
    '${ input.id.matches("^[a-z]+$") }',
  ),
  OST408: error(
    'Unknown function',
    'There is no such function, or its arguments are others.',
    '${ size(input.items) }',
  ),
  OST409: error(
    'No condition',
    'A condition is one expression that is true or false.',
    'when: nodes.check.output.ok == true',
  ),
  OST410: error('Unclosed expression', 'An expression begins with ${ and ends with }.', '${ input.topic }'),
  OST411: error('Undeclared variable', '`set` writes only what `vars` declares.', 'vars: { rounds: 0 }'),
  OST412: error('Unknown tool', 'No worker offers this tool.', 'tool: http.request'),
  OST413: error(
    'Tool input',
    'What is written does not fit the input schema of the tool.',
    'input: { method: GET, url: "https://example.com" }',
  ),
  OST414: error('Unknown secret', 'No secret of this name is configured.', 'secrets: { API_KEY: weather }'),
  OST415: error(
    'No model',
    'Neither the node nor `defaults` nor the configuration names a model.',
    'defaults: { model: openai/gpt-5 }',
  ),
  OST416: error(
    'Default answer',
    'What stands in for an answer after a deadline must fit the form (S24).',
    'deadline: { after: 2d, outcome: reject, output: { remarks: none } }',
  ),
  OST417: error(
    'Cannot be assigned',
    'A node is assigned to somebody who cannot do it: a program that nobody named, a model in place of a program or of a vote.',
    'assign: human',
  ),

  OST501: error(
    'Too large',
    'A definition has at most 4 MiB, 500,000 words and marks, and 150,000 keys and values.',
    'run: [./long-script.sh]',
  ),
  OST502: error(
    'Too many',
    'A definition has at most 20,000 nodes, 50,000 expressions, 1,000 regular expressions and 500 phases.',
    'Split the definition.',
  ),
  OST503: error(
    'Plan too large',
    'What is compiled has at most 8 MiB.',
    'Split the definition, or move large texts into programs.',
  ),
  OST504: error('Too deep', 'Collections are nested more than 100 levels deep.', 'Split the value.'),
  OST505: error('Forbidden key', '`__proto__` is no key.', 'proto: …'),
  OST506: error('Alias bomb', 'Aliases multiply the text beyond what is read.', 'Write the values out.'),
  OST507: error('Broken character', 'A text holds half of a surrogate pair.', '"\\U0001F600"'),
  OST508: warning('More diagnostics', 'At most 100 diagnostics are shown.', 'Mend the first ones.'),
  OST509: error(
    'Beyond the bounds',
    'A graph that is made while a run goes on stays within what `allow` of its node says.',
    'allow: { kinds: [run, tool], tools: [web.search], nodes: 50, depth: 3 }',
  ),

  OST601: warning('Word of YAML 1.1', 'Older YAML tools read this value differently.', 'default: true'),
  OST602: warning(
    'Expression in a comment',
    'The text after ` #` is a comment.',
    'title: "Issue #${ input.number }"',
  ),
  OST603: warning(
    'Outcome without an edge',
    'Other outcomes of the node lead on, this one leads nowhere.',
    'after: review.reject',
  ),
  OST604: warning(
    'Reader is skipped too',
    'The node reads something that may be skipped, and is then skipped with it (S4).',
    '${ nodes.?review.output.?remarks }',
  ),
  OST605: warning(
    'Second attempt of `once`',
    'The node is tried again although doing it twice is not the same as doing it once.',
    'effect: idempotent',
  ),
  OST606: warning('Unused variable', 'The variable is never read.', '${ vars.rounds }'),
  OST607: warning(
    'No deadline',
    'The run waits for ever when nobody answers.',
    'deadline: { after: 2d, outcome: reject }',
  ),
  OST608: warning(
    'Doubtful expression',
    'The expression probably does not mean what it says.',
    '${ 7.0 / 2 }',
  ),
  OST609: warning(
    'Braces of another language',
    'Only `${ }` holds an expression; `{{ }}` is text and stays as it is.',
    'prompt: Find facts about ${ input.topic }.',
  ),
  OST610: warning(
    'Never runs',
    'The outcomes and conditions that the node waits for exclude each other, or it comes after what ends its block.',
    'after: [review.approve, review.reject]\njoin: any',
  ),
  OST611: warning(
    'Map in one run',
    'The map has a `shard`, but what its items do, or how it ends, keeps it in one run.',
    'map: "${ input.files }"\nnodes: { read: { workflow: read-file } }',
  ),
} as const satisfies Record<string, CodeEntry>;

export type Code = keyof typeof codes;

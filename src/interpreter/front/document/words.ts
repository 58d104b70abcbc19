/**
 * Words that are no keys here: those of the full language that this version does not have yet, and those of other
 * systems. Owns the lists and the hints.
 */

/** Keys of the language that are not of this version, wherever they may stand. */
const laterKeys: ReadonlySet<string> = new Set('budget memory connection schedule triggers'.split(' '));

export function isLater(word: string): boolean {
  return laterKeys.has(word);
}

/** What to write, and the words that others have for it. Case, `-` and `_` do not count. */
const elsewhere: readonly (readonly [hint: string, words: string])[] = [
  // The whole.
  [
    'Nodes stand under `nodes`, each under its name.',
    'steps tasks jobs states stages activities actions workflow_steps flow graph',
  ],
  [
    'A node without `after` and without references starts at once; nothing else has to be said.',
    'start start_at initial initial_state entry entrypoint entry_point root first',
  ],
  [
    'Order is written at the later node: `after: node`, or `after: node.outcome`.',
    'next transitions edges links connections on_success on_complete then followed_by goto_next',
  ],
  ['Begin with `ostinato: 1`, `name:` and `nodes:`.', 'apiVersion metadata spec document dsl'],
  [
    'The language version is `ostinato: 1`; versions of a definition are counted for you.',
    'version schema_version language_version',
  ],
  [
    'What a run takes is `input`, a JSON Schema; in expressions `input.name`.',
    'inputs parameters arguments_schema',
  ],
  ['What a run gives is `output`, a value.', 'outputs'],
  ['Run-wide values stand under `vars`; `set` writes them.', 'variables globals context_vars state_vars'],
  [
    'The time of the whole run is `limits: { timeout: 7d }`.',
    'execution_timeout run_timeout workflow_timeout',
  ],
  [
    'How much runs at once is `limits: { parallel: 20 }`; of a `map` it is `concurrency: 20`.',
    'max_parallel parallelism max_concurrency max_parallelism max_workers concurrency_limit',
  ],
  [
    'What starts a run stands outside of the definition: post it to `/v1/workflows/NAME/runs`.',
    'on trigger cron every start_on webhook',
  ],
  [
    'A definition is one text; another one is run with `workflow: name`.',
    'import imports include includes extends',
  ],

  // A node: names, order, conditions.
  ['The name of a node is its key under `nodes`.', 'id node_id step_id key_name'],
  [
    'The name of a node is its key under `nodes`; what people read is `title`.',
    'name label display_name description desc summary',
  ],
  ['Notes stand in YAML comments: `# …`.', 'comment comments note notes doc'],
  [
    'Order is written `after: [node, …]`.',
    'needs depends_on dependencies depends requires upstream after_all wait_on prerequisites run_after',
  ],
  [
    'The way back is written at its target: `after: { node: review, outcome: revise, again: 5 }`.',
    'goto jump back loop_to return_to retry_from',
  ],
  ['A condition is written `when: expression`.', 'if condition only_if run_if guard cond precondition'],
  [
    'The kind of a node is its key: `agent:`, `run:`, `tool:`, `human:` …',
    'type kind node_type step_type task_type resource',
  ],
  [
    'Nodes run side by side unless `after` or a reference orders them; a group of them is `do: { … }`.',
    'parallel concurrently fork branches all fan_out gather',
  ],
  [
    'Several edges meet in a node: `after: [a, b]`, with `join: all`, `any` or `{ count: 2 }`.',
    'merge fan_in barrier wait_for_all trigger_rule converge',
  ],
  [
    'Nodes that follow each other are a list: `do: [{ a: … }, { b: … }]`.',
    'sequence serial series sequential',
  ],

  // Choices and loops.
  [
    'A choice is `switch: { big: input.n > 10, small: true }`; what follows says `after: choice.big`.',
    'choice case cases match router route routes gateway rules decision conditional',
  ],
  [
    'The last outcome of a `switch` is true when no other is: `other: true`.',
    'else elif else_if default fallback',
  ],
  [
    'A block for each item is `map: ${ list }` with `as: item` and `nodes: { … }`.',
    'foreach for for_each each iterate iterator items with_items item_list batch loop_over collection dynamic_parallel',
  ],
  [
    'A block again and again is `repeat: { until: condition, max: 10 }` with `nodes: { … }`; a way back is an `after` entry with `again: 5`.',
    'loop while until do_while do_until cycle repeat_until max_iterations iterations max_loops',
  ],

  // Failure.
  [
    'An error is handled by a node with `after: { node: name, on: error }`.',
    'try catch rescue except on_error on_failure error_handler on_fail catch_error handle_error error_path error_boundary',
  ],
  [
    'What goes on in any case says `after: { node: name, on: always }`.',
    'continue_on_error allow_failure ignore_errors ignore_failure',
  ],
  [
    'Attempts are written `retry: 3`, or `retry: { attempts: 3 }`.',
    'retries max_attempts max_retries retry_policy retry_count attempts retry_limit',
  ],
  [
    'A scope ends with an error by `fail: { type: rejected, title: What happened }`.',
    'raise throw error abort',
  ],
  [
    'A scope ends with a value by `end: value`.',
    'return exit stop terminate finish break succeed complete_with',
  ],
  [
    'What undoes a node is `compensate: { run: [./undo.sh] }`.',
    'undo rollback compensation revert on_rollback',
  ],
  [
    'What is done at the end in any case is `finally: { … }` of a block or of the run.',
    'cleanup teardown on_exit ensure always_run post',
  ],
  [
    'A duration has a unit: `timeout: 30s`.',
    'timeout_seconds timeout_minutes timeout_ms timeout_in_minutes time_limit',
  ],

  // Work.
  [
    'A tool is called with `tool: name` and `input: { … }`.',
    'uses call invoke function http http_call rest_api api activity operation operator plugin task method request webhook_call',
  ],
  ['What goes into a node is `input: { … }`.', 'with params arguments payload parameter kwargs properties'],
  [
    'A program and its arguments are one list: `run: [program, argument, …]`.',
    'command cmd args exec execute program bash sh entry_command',
  ],
  ['A script is written `run: text` with `shell: true`.', 'script python code javascript js inline'],
  ['Environment variables stand under `env`.', 'environment environment_variables env_vars'],
  [
    'Programs run where their worker runs; which one it is says `queue: name`.',
    'runs_on container image docker pool task_queue worker node_selector agent_pool',
  ],
  [
    'A program is shut in with `sandbox: strict`.',
    'isolation isolate isolated sandboxed jail seccomp network_mode security_context privileged',
  ],
  [
    'A file that a program leaves is `artifacts: { report: out/report.pdf }`.',
    'artifact output_files out_files produces created_files upload_artifact',
  ],
  [
    'A file that a program is given is `mount: { data.csv: "${ nodes.make.output.artifacts.data }" }`.',
    'mounts volumes volume_mounts files input_files attachments download_artifact',
  ],
  ['The folder that a program works in is `cwd`.', 'working_directory workdir working_dir dir'],
  [
    'A model is asked with `agent: { model: provider/name }` and `prompt: text`.',
    'llm ai chat completion ask_model gpt claude openai anthropic llm_call generate',
  ],
  ['The model stands inside: `agent: { model: provider/name }`.', 'model model_name'],
  [
    'What an agent is told first stands in `agent: { instructions: text }`.',
    'system system_prompt system_message role persona backstory',
  ],
  [
    'What an agent is asked is `prompt: text`.',
    'messages user_prompt user_message goal task_description expected_output',
  ],
  ['How often an agent may call tools is `agent: { maxTurns: 20 }`.', 'max_turns max_steps max_tool_calls'],
  [
    'The tools of an agent are a list of names: `tools: [http.request]`.',
    'functions tool_choice mcp toolset',
  ],
  [
    'A person is asked with `human: text` and `outcomes: [approve, reject]`.',
    'approval approve manual manual_approval user_task human_task input_form confirm human_input user_input ask question interrupt',
  ],
  ['What a person can choose is `outcomes: [approve, reject]`.', 'choices options buttons answers'],
  [
    'Who is asked is `assignees: [role:editor]`.',
    'assignee approvers assigned_to reviewers candidates owner users',
  ],
  [
    'The schema of what a node gives is `returns`; that of a form is `form`.',
    'schema output_schema response_format return_type json_schema fields result_schema output_type',
  ],
  [
    'A pause is `wait: 10m`, or `wait: { until: instant }`.',
    'sleep delay pause timer wait_until wait_for_duration',
  ],
  [
    'An event is awaited with `receive: name` and sent with `emit: name`.',
    'signal event wait_for wait_for_event wait_for_signal listen subscribe event_name message intermediate_event',
  ],
  [
    'An event is sent with `emit: name`, `key` and `data`.',
    'publish send notify send_event send_signal broadcast produce',
  ],
  ['Which event is meant is said by `key`.', 'correlation correlation_id correlation_key'],
  [
    'Another definition is run with `workflow: name` and `input: { … }`.',
    'subflow subworkflow sub_workflow child child_workflow call_activity workflow_call subprocess sub_process flow_id',
  ],
  [
    'The output of a node is read as `nodes.name.output`; run-wide values are written by `set: { name: value }`.',
    'assign_variable set_variable variable export register save_as store_as output_key result_path result store output_to',
  ],
  [
    'Values are computed by `let: { name: "${ … }" }`.',
    'transform compute eval expression pass data_mapper mapping',
  ],
  ['One visit at a time is `lock: name`.', 'mutex semaphore concurrency_group exclusive'],
  ['A result is kept with `cache: 1h`.', 'memoize memoise cache_key cache_ttl'],
];

function plain(word: string): string {
  return word.toLowerCase().replaceAll(/[-_]/g, '');
}

const hints: ReadonlyMap<string, string> = new Map(
  elsewhere.flatMap(([hint, words]) => words.split(' ').map((word) => [plain(word), hint] as const)),
);

/** The hint for a word of another system, or nothing. */
export function hintForWord(word: string): string | undefined {
  return hints.get(plain(word));
}

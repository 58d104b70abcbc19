/**
 * Every environment variable that Ostinato reads. Owns names, defaults, what values they take and what they are for;
 * `config.ts` reads them, docs/configuration.md is made from this table.
 */
export interface Variable {
  readonly about: string;
  /** As it would be written in the environment; absent = not set. */
  readonly default?: string;
  /** In place of the default in the documentation, where it depends on something. */
  readonly otherwise?: string;
  /** What a value must look like, for the reader and for the check. Absent = any text. */
  readonly takes?: { readonly words: string; readonly pattern: RegExp };
  /** Messages do not repeat the value: a slip may have put a secret there. */
  readonly hidden?: true;
}

const url = { words: 'an http or https URL', pattern: /^https?:\/\/[^\s/]+\S*$/ };
const flag = { words: '`1` or `0`', pattern: /^[01]$/ };

export const variables = {
  OSTINATO_DATA: {
    default: '.ostinato',
    about:
      'Folder of all that Ostinato keeps: definitions, large values, the database of the embedded Temporal.',
  },
  OSTINATO_BLOBS: {
    otherwise: 'files in the data folder',
    takes: {
      words: '`s3://BUCKET` or `s3://BUCKET/PREFIX`',
      pattern: /^s3:\/\/[a-z0-9][a-z0-9.-]+(\/[\w.-]+)*\/?$/,
    },
    about:
      'Where large values are kept. A bucket needs the package `@aws-sdk/client-s3`, which finds region and credentials ' +
      'in its own variables and files (`AWS_REGION`, `AWS_ACCESS_KEY_ID`, …).',
  },
  OSTINATO_S3_ENDPOINT: {
    otherwise: 'Amazon S3',
    takes: url,
    about: 'Address of another server that speaks the protocol of S3, for `OSTINATO_BLOBS`.',
  },
  OSTINATO_KEYS: {
    hidden: true,
    takes: {
      words: '`ID:KEY` pairs, separated by commas, each key 32 bytes in base64',
      pattern: /^[\w.-]+:[A-Za-z0-9+/]{43}=(\s*,\s*[\w.-]+:[A-Za-z0-9+/]{43}=)*$/,
    },
    about:
      'Keys with which all that Temporal keeps of runs is encrypted (AES-256-GCM). The first one writes, all of them read: ' +
      'put a new one in front, and take an old one away when no run that it has written is retained.',
  },
  OSTINATO_HOST: {
    default: '127.0.0.1',
    about:
      'Address that the HTTP API binds to. Other than loopback is refused until access control is configured.',
  },
  OSTINATO_PORT: {
    default: '7400',
    takes: {
      words: 'a port, 0 to 65535',
      pattern: /^(\d{1,4}|[1-5]\d{4}|6([0-4]\d{3}|5([0-4]\d\d|5([0-2]\d|3[0-5]))))$/,
    },
    about:
      'Port of the HTTP API. When not set and 7400 is taken, a free one is used; `0` always takes a free one.',
  },
  OSTINATO_URL: {
    otherwise: 'the server on the data folder',
    takes: url,
    about: 'Address of the HTTP API that the command line talks to.',
  },
  OSTINATO_PROGRAMS: {
    default: 'programs',
    about: 'Folder of the programs that `run` nodes name by a relative path.',
  },
  OSTINATO_SANDBOX: {
    default: 'none',
    takes: { words: '`none` or `strict`', pattern: /^(none|strict)$/ },
    about:
      'The least sandbox of programs. With `strict` every program runs in one, whatever its node says (docs/guide/programs.md).',
  },
  OSTINATO_TOOLS: { about: 'Modules with tools of your own: paths, separated by commas.' },
  OSTINATO_SECRETS: {
    hidden: true,
    takes: {
      words: '`name=VARIABLE` pairs, separated by commas',
      pattern: /^([A-Za-z_][\w.-]*=[A-Za-z_]\w*)(\s*,\s*[A-Za-z_][\w.-]*=[A-Za-z_]\w*)*$/,
    },
    about:
      'Secrets that nodes may name, and the variables that hold them, as in `weather=WEATHER_KEY`. ' +
      'Values never stand in a definition, a history or a log.',
  },
  OSTINATO_MODEL: {
    takes: {
      words: '`openai/NAME`, `anthropic/NAME` or `compatible/NAME`',
      pattern: /^(openai|anthropic|compatible)\/\S+$/,
    },
    about: 'Model of agents that name none.',
  },
  OPENAI_API_KEY: { about: 'Key for models of OpenAI and of compatible servers.' },
  OPENAI_BASE_URL: { takes: url, about: 'Address of the API of OpenAI, or of a compatible server.' },
  ANTHROPIC_API_KEY: { otherwise: '`CLAUDE_API_KEY`', about: 'Key for models of Anthropic.' },
  CLAUDE_API_KEY: { about: 'Another name for `ANTHROPIC_API_KEY`, which wins.' },
  ANTHROPIC_BASE_URL: { takes: url, about: 'Address of the API of Anthropic.' },
  TEMPORAL_ADDRESS: {
    otherwise: 'a Temporal server is started',
    takes: { words: '`host:port`', pattern: /^[^\s:/]+:\d{1,5}$|^\[[0-9a-fA-F:]+\]:\d{1,5}$/ },
    about: 'A Temporal server that runs already.',
  },
  TEMPORAL_NAMESPACE: { default: 'default', about: 'Namespace of the runs.' },
  TEMPORAL_API_KEY: { about: 'Key for the Temporal server.' },
  TEMPORAL_TLS: {
    otherwise: '`1` with an API key, else `0`',
    takes: flag,
    about: 'Whether to talk TLS to Temporal.',
  },
  OSTINATO_TEMPORAL_UI: {
    otherwise: 'the Web UI of the server that is started',
    takes: url,
    about: 'Address of the Temporal Web UI, for links.',
  },
  OSTINATO_TASK_QUEUE: { default: 'ostinato', about: 'Task queue that the workers poll.' },
  OSTINATO_SLOTS: {
    default: '100',
    takes: { words: 'a number from 1 to 10000', pattern: /^([1-9]\d{0,3}|10000)$/ },
    about: 'How much of the work of nodes a worker does at once: programs, calls of models and of tools.',
  },
  OSTINATO_LIMITS: {
    takes: {
      words:
        '`tool:NAME=RATE` and `model:PROVIDER/NAME=RATE`, separated by commas, with rates as in `20/s`, `300/m`, `1000/h` or `none`',
      pattern:
        /^((tool:[\w.-]+|model:(openai|anthropic|compatible)\/[^\s,=]+)=([1-9]\d{0,5}\/[smh]|none)\s*(,\s*(?!$)|$))+$/,
    },
    about:
      'How often a tool or a model may be called, by all workers together. The same for all servers and workers (docs/guide/workers.md).',
  },
  OSTINATO_GRACE: {
    default: '10s',
    takes: { words: 'seconds, up to an hour, as in `30s`', pattern: /^([12]?\d{1,3}|3[0-5]\d\d|3600)s$/ },
    about:
      'How long work that is under way may go on when a worker is asked to end (SIGTERM). What is not done by then is stopped and handed back. The worker has ended at most 20 s later.',
  },
  OSTINATO_DEPLOYMENT: {
    takes: { words: 'a name without a dot, of at most 200 characters', pattern: /^[\w-]{1,200}$/ },
    about:
      'Name of the Temporal worker deployment that a worker belongs to, together with `OSTINATO_BUILD`: a run stays with the build that it was begun on until it goes on in a new execution.',
  },
  OSTINATO_BUILD: {
    takes: { words: 'an id of at most 200 characters', pattern: /^[\w.-]{1,200}$/ },
    about: 'Id of the build in the deployment, as in `1.4.2`.',
  },
  OSTINATO_RETENTION: {
    default: '30d',
    takes: { words: 'days, as in `30d`', pattern: /^[1-9]\d{0,3}d$/ },
    about:
      'How long the Temporal server that is started keeps runs that are over. After that a run is gone and its idempotency key is free.',
  },
  OSTINATO_CACHE: {
    otherwise: '`$XDG_CACHE_HOME/ostinato`, else `~/.cache/ostinato`',
    about: 'Folder that the Temporal program is installed into when there is none on PATH.',
  },
  OSTINATO_LOG: {
    default: 'info',
    takes: {
      words: '`debug`, `info`, `warn`, `error` or `silent`',
      pattern: /^(debug|info|warn|error|silent)$/,
    },
    about: 'Least level that is logged.',
  },
  OSTINATO_DEBUG_STACKS: {
    default: '0',
    takes: flag,
    about: 'Failures of workflow code carry stacks, at about a fifth more CPU. For work on Ostinato itself.',
  },
} as const satisfies Readonly<Record<string, Variable>>;

export type VariableName = keyof typeof variables;

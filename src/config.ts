/**
 * The one reader of the environment: defaults and checks of every setting. Owns no behaviour; the names stand in
 * `config-variables.ts`. Three steps: read → default → check; a bad value fails with the name of the variable.
 */
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Variable, type VariableName, variables } from './config-variables.ts';

/** All folders and module paths are absolute. */
export interface Config {
  /** Folder of everything that Ostinato keeps (`OSTINATO_DATA`). */
  readonly data: string;
  /** Bucket of large values (`OSTINATO_BLOBS`); absent = files in the data folder. */
  readonly blobs?: { readonly bucket: string; readonly prefix: string; readonly endpoint?: string };
  /** What payloads are encrypted with (`OSTINATO_KEYS`): the first key writes. Empty = they are plain. */
  readonly keys: readonly { readonly id: string; readonly secret: Uint8Array }[];
  readonly host: string;
  readonly port: number;
  /** `OSTINATO_PORT` is set: no other port will do. */
  readonly portGiven: boolean;
  /** API that the command line talks to (`OSTINATO_URL`); absent = the server on the data folder. */
  readonly url?: string;
  /** Folder of the programs that `run` nodes name by a relative path (`OSTINATO_PROGRAMS`). */
  readonly programs: string;
  /** The least sandbox of programs (`OSTINATO_SANDBOX`). */
  readonly sandbox: 'none' | 'strict';
  /** `provider/name` for agents that name no model (`OSTINATO_MODEL`). */
  readonly model?: string;
  /** Modules with tools, each with a default export made by `defineTool` or a list of them (`OSTINATO_TOOLS`, comma-separated paths). */
  readonly toolModules: readonly string[];
  /** Secret name → environment variable that holds it (`OSTINATO_SECRETS`: `weather=WEATHER_KEY,…`). */
  readonly secrets: Readonly<Record<string, string>>;
  readonly temporal: {
    /** `TEMPORAL_ADDRESS`; absent = start the embedded one. */
    readonly address?: string;
    readonly namespace: string;
    readonly taskQueue: string;
    readonly apiKey?: string;
    readonly tls: boolean;
    /** Address of the Web UI for links (`OSTINATO_TEMPORAL_UI`). */
    readonly ui?: string;
    readonly retentionDays: number;
    /** `OSTINATO_DEPLOYMENT` and `OSTINATO_BUILD`, both or none. */
    readonly deployment?: { readonly name: string; readonly build: string };
  };
  /** How much work of nodes a worker does at once (`OSTINATO_SLOTS`). */
  readonly slots: number;
  /** How often what is named may be called by all workers together (`OSTINATO_LIMITS`). */
  readonly limits: readonly Limit[];
  /** Between SIGTERM and the end of work that is under way (`OSTINATO_GRACE`). */
  readonly graceMs: number;
  readonly openaiKey?: string;
  readonly anthropicKey?: string;
  readonly openaiBaseUrl?: string;
  readonly anthropicBaseUrl?: string;
  /** Folder that programs are installed into (`OSTINATO_CACHE`). */
  readonly cache: string;
  /** Failures of workflow code carry stacks (`OSTINATO_DEBUG_STACKS`). */
  readonly debugStacks: boolean;
  readonly log: 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

export interface Limit {
  /** `tool:NAME` or `model:PROVIDER/NAME` */
  readonly of: string;
  /** Absent: it was lifted, and what waits because of it is still to be done. */
  readonly perSecond?: number;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** All that is wrong with the environment, one line each. */
export class ConfigError extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

/** Throws `ConfigError`. */
export function readConfig(environment: Environment): Config {
  return shape(check(withDefaults(read(environment))), environment);
}

type Settings = Readonly<Partial<Record<VariableName, string>>>;
type Default = {
  [Name in VariableName]: (typeof variables)[Name] extends { default: string } ? Name : never;
};
/** Variables with a default are always there. */
type Defaulted = Settings & Readonly<Record<Default[VariableName], string>>;

const table = Object.entries(variables) as readonly (readonly [VariableName, Variable])[];

/** An empty variable counts as absent, as shells and container files can hardly unset one. */
function read(environment: Environment): Settings {
  const present = table.map(([name]) => [name, environment[name]?.trim()] as const);
  return Object.fromEntries(present.filter(([, value]) => value !== undefined && value !== ''));
}

function withDefaults(settings: Settings): Defaulted {
  const defaults = table.map(([name, variable]) => [name, variable.default] as const);
  return {
    ...Object.fromEntries(defaults.filter(([, value]) => value !== undefined)),
    ...settings,
  } as Defaulted;
}

function check(settings: Defaulted): Defaulted {
  const faults = table.flatMap(([name, { takes, hidden }]) => {
    const value = settings[name];
    if (value === undefined || takes === undefined || takes.pattern.test(value)) return [];
    return [`${name}: takes ${takes.words}${hidden ? '' : `, not ${JSON.stringify(value)}`}.`];
  });
  if ((settings.OSTINATO_DEPLOYMENT === undefined) !== (settings.OSTINATO_BUILD === undefined))
    faults.push('OSTINATO_DEPLOYMENT and OSTINATO_BUILD: set both, or none.');
  if (faults.length > 0) throw new ConfigError(faults);
  return settings;
}

function shape(settings: Defaulted, environment: Environment): Config {
  return {
    data: resolve(settings.OSTINATO_DATA),
    ...bucket(settings),
    keys: list(settings.OSTINATO_KEYS).map(keyOf),
    host: settings.OSTINATO_HOST,
    port: Number(settings.OSTINATO_PORT),
    portGiven: Boolean(environment['OSTINATO_PORT']?.trim()),
    ...optional('url', settings.OSTINATO_URL),
    programs: resolve(settings.OSTINATO_PROGRAMS),
    sandbox: settings.OSTINATO_SANDBOX === 'strict' ? 'strict' : 'none',
    ...optional('model', settings.OSTINATO_MODEL),
    toolModules: list(settings.OSTINATO_TOOLS).map((path) => resolve(path)),
    secrets: Object.fromEntries(list(settings.OSTINATO_SECRETS).map((pair) => pair.split('='))),
    temporal: {
      ...optional('address', settings.TEMPORAL_ADDRESS),
      namespace: settings.TEMPORAL_NAMESPACE,
      taskQueue: settings.OSTINATO_TASK_QUEUE,
      ...optional('apiKey', settings.TEMPORAL_API_KEY),
      tls: (settings.TEMPORAL_TLS ?? (settings.TEMPORAL_API_KEY === undefined ? '0' : '1')) === '1',
      ...optional('ui', settings.OSTINATO_TEMPORAL_UI),
      retentionDays: Number.parseInt(settings.OSTINATO_RETENTION, 10),
      ...deploymentOf(settings),
    },
    slots: Number(settings.OSTINATO_SLOTS),
    limits: list(settings.OSTINATO_LIMITS).map(limitOf),
    graceMs: Number.parseInt(settings.OSTINATO_GRACE, 10) * 1_000,
    ...optional('openaiKey', settings.OPENAI_API_KEY),
    ...optional('anthropicKey', settings.ANTHROPIC_API_KEY ?? settings.CLAUDE_API_KEY),
    ...optional('openaiBaseUrl', settings.OPENAI_BASE_URL),
    ...optional('anthropicBaseUrl', settings.ANTHROPIC_BASE_URL),
    cache: resolve(
      settings.OSTINATO_CACHE ?? join(environment['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'ostinato'),
    ),
    debugStacks: settings.OSTINATO_DEBUG_STACKS === '1',
    // The check has let only these words through.
    log: settings.OSTINATO_LOG as Config['log'],
  };
}

function deploymentOf({ OSTINATO_DEPLOYMENT: name, OSTINATO_BUILD: build }: Settings) {
  return name === undefined || build === undefined ? {} : { deployment: { name, build } };
}

function bucket({ OSTINATO_BLOBS, OSTINATO_S3_ENDPOINT }: Settings): Pick<Config, 'blobs'> {
  if (OSTINATO_BLOBS === undefined) return {};
  const { host, pathname } = new URL(OSTINATO_BLOBS);
  const prefix = pathname.replace(/^\/|\/$/g, '');
  return { blobs: { bucket: host, prefix, ...optional('endpoint', OSTINATO_S3_ENDPOINT) } };
}

function keyOf(pair: string): Config['keys'][number] {
  const [id = '', secret = ''] = pair.split(':');
  return { id, secret: Buffer.from(secret, 'base64') };
}

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600 };

function limitOf(pair: string): Limit {
  const [of = '', rate = ''] = pair.split('=');
  const [count, unit = ''] = rate.split('/');
  const seconds = unitSeconds[unit];
  return { of, ...(seconds !== undefined && { perSecond: Number(count) / seconds }) };
}

function list(value: string | undefined): string[] {
  return (value ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** `exactOptionalPropertyTypes` tells an absent key from an undefined one. */
function optional<Key extends string>(key: Key, value: string | undefined): { [key in Key]?: string } {
  return (value === undefined ? {} : { [key]: value }) as { [key in Key]?: string };
}

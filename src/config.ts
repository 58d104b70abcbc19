/**
 * The one reader of the environment: names, defaults and checks of every setting. Owns no behaviour.
 * Three steps: read → default → check; a bad value fails with the name of the variable.
 */
export interface Config {
  /** Folder of everything that Ostinato keeps (`OSTINATO_DATA`). */
  readonly data: string;
  readonly host: string;
  readonly port: number;
  /** Folder of the programs that `run` nodes name by a relative path (`OSTINATO_PROGRAMS`). */
  readonly programs: string;
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
  };
  readonly openaiKey?: string;
  readonly anthropicKey?: string;
  readonly openaiBaseUrl?: string;
  readonly anthropicBaseUrl?: string;
  readonly log: 'debug' | 'info' | 'warn' | 'error' | 'silent';
}

/**
 * The arguments with which the embedded Temporal server is started. Owns the tuning and its reasons.
 */
export interface ServerPlaces {
  readonly database: string;
  readonly port: number;
  readonly uiPort: number;
  readonly namespace: string;
  /** Where the Web UI has payloads decoded. */
  readonly codec?: string;
}

/**
 * The history queues of a development server are read at most 20 times a second on its single shard, which holds a
 * chain of nodes to 20 steps a second. With these, chains run 3.8 times as fast and the idle server is as quiet.
 */
const dynamicConfig = [
  'history.transferProcessorMaxPollRPS=2000',
  'history.timerProcessorMaxPollRPS=2000',
  'history.visibilityProcessorMaxPollRPS=2000',
  'history.outboundProcessorMaxPollRPS=2000',
  // Without it, each timer and retry under a second takes a second. The value is a JSON string.
  'history.timerProcessorMaxTimeShift="10ms"',
  // What ends while a workflow task is under way is kept back. Beyond the 100 events of the default the server fails that
  // task, and the worker reads the whole history again; a run may have 1,000 operations, each of which ends with two.
  'history.maximumBufferedEventsBatch=2000',
  // Without it a worker that ends breaks off its polls, and what is on its way to it then is lost until its heartbeat is missed.
  'frontend.enableCancelWorkerPollsOnShutdown=true',
  // Without it tasks of all tenants stand in one line, in the order in which they came.
  'matching.enableFairness=true',
  // Of four parts, the default, each has a line of its own, and a quarter of a rate limit.
  'matching.numTaskqueueReadPartitions=1',
  'matching.numTaskqueueWritePartitions=1',
];

/** A write-ahead log that is flushed at each commit: as fast as the unsafe settings, loses nothing on power loss. */
const pragmas = ['journal_mode=WAL', 'synchronous=FULL'];

/** Tells a server on this database from all other processes. */
export function databaseFlag(database: string): string {
  return `--db-filename=${database}`;
}

export function serverArguments(places: ServerPlaces): string[] {
  return [
    'server',
    'start-dev',
    '--ip=127.0.0.1',
    `--port=${places.port}`,
    `--ui-port=${places.uiPort}`,
    databaseFlag(places.database),
    `--namespace=${places.namespace}`,
    '--log-level=error',
    '--ui-disable-news-fetch',
    ...(places.codec === undefined ? [] : [`--ui-codec-endpoint=${places.codec}`]),
    ...pragmas.map((pragma) => `--sqlite-pragma=${pragma}`),
    ...dynamicConfig.map((value) => `--dynamic-config-value=${value}`),
  ];
}

/** The real API on a free port, over definitions on files and runs in memory. Closed when the test is over. */
import { join } from 'node:path';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { type AppDeps, createApp } from '../../src/api/app.ts';
import { listen } from '../../src/api/listen.ts';
import { readConfig } from '../../src/config.ts';
import { compileDefinition } from '../../src/interpreter/index.ts';
import { remoteCodec } from '../../src/payloads/remote-codec.ts';
import { createFileArtifacts } from '../../src/store/file-artifacts.ts';
import { createFileCache } from '../../src/store/file-cache.ts';
import { createFileDefinitions } from '../../src/store/file-definitions.ts';
import { freshFolder } from './folder.ts';
import { createMemoryOrchestrator, type MemoryOrchestrator } from './memory-orchestrator.ts';
import { testCatalogue } from './tools.ts';

export interface TestApi {
  readonly url: string;
  readonly memory: MemoryOrchestrator;
  /** What was logged, one JSON line each. */
  readonly logged: string[];
  send(
    method: string,
    path: string,
    body?: string | Uint8Array,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  /** Sends JSON. */
  post(path: string, body?: unknown): Promise<Answer>;
  get(path: string): Promise<Answer>;
}
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed where it is JSON. */
  readonly body: unknown;
}

export async function startApi(change: Partial<AppDeps> = {}): Promise<TestApi> {
  const folder = await freshFolder();
  const memory = createMemoryOrchestrator();
  const logged: string[] = [];
  const config = readConfig({ OSTINATO_DATA: folder, OSTINATO_TEMPORAL_UI: 'http://127.0.0.1:8233' });
  const app = createApp({
    orchestrator: memory,
    definitions: createFileDefinitions(join(folder, 'definitions')),
    cache: createFileCache(join(folder, 'cache'), Date.now),
    artifacts: createFileArtifacts(join(folder, 'artifacts')),
    codec: remoteCodec({}),
    catalogue: testCatalogue,
    compile: compileDefinition,
    config,
    logger: pino({ level: 'error' }, { write: (line: string) => void logged.push(line) }),
    ...change,
  });
  const { url, close } = await listen(app, { host: '127.0.0.1', port: 0 });
  onTestFinished(close);
  const send: TestApi['send'] = async (method, path, body, headers = {}) => {
    const response = await fetch(url + path, { method, headers, ...(body === undefined ? {} : { body }) });
    return { status: response.status, headers: response.headers, body: parse(await response.text()) };
  };
  return {
    url,
    memory,
    logged,
    send,
    get: (path) => send('GET', path),
    post: (path, body = {}) =>
      send('POST', path, JSON.stringify(body), { 'content-type': 'application/json' }),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** One turn of an agent over a real wire, with a store of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModelSettings } from '../../../src/activities/agent/models.ts';
import { takeTurn } from '../../../src/activities/agent/turn.ts';
import { defineTool, type Tool } from '../../../src/activities/tools/define.ts';
import { createRegistry } from '../../../src/activities/tools/registry.ts';
import type { TurnCall, TurnReply } from '../../../src/interpreter/call.ts';
import type { JsonSchema } from '../../../src/interpreter/json.ts';
import type { CollectableArtifacts } from '../../../src/store/artifacts.ts';
import { createFileArtifacts } from '../../../src/store/file-artifacts.ts';
import type { BlobStore } from '../../../src/store/blobs.ts';
import { createFileBlobs } from '../../../src/store/file-blobs.ts';
import { attemptOf, once } from './attempt.ts';

export interface Desk {
  readonly blobs: BlobStore;
  readonly artifacts: CollectableArtifacts;
  readonly turn: (
    over: Partial<TurnCall>,
    settings: ModelSettings,
    signal?: AbortSignal,
  ) => Promise<TurnReply>;
  readonly close: () => Promise<void>;
}

const tool = (name: string, input: JsonSchema): Tool =>
  defineTool({ name, description: `Tool ${name}.`, input, effect: 'read', run: () => null });

const city = { type: 'object', required: ['city'], properties: { city: { type: 'string' } } } as const;

/** Given in no order: the turn sorts them. */
export const tools = createRegistry([
  tool('weather.get', city),
  tool('data.any', true),
  tool('math.sum', { type: 'array', items: { type: 'number' } }),
]);

export async function openDesk(): Promise<Desk> {
  const folder = await mkdtemp(join(tmpdir(), 'turns-'));
  const blobs = createFileBlobs(folder);
  const artifacts = createFileArtifacts(join(folder, 'artifacts'));
  return {
    blobs,
    artifacts,
    turn: (over, settings, signal) =>
      takeTurn(turnCall(over), attemptOf(signal && { signal }), {
        models: settings,
        tools,
        blobs,
        artifacts,
      }),
    close: () => rm(folder, { recursive: true }),
  };
}

export function turnCall(over: Partial<TurnCall>): TurnCall {
  return {
    kind: 'turn',
    key: 'run-1/a#1/1.0',
    retry: once,
    model: { provider: 'openai', name: 'gpt-5.5' },
    tools: [],
    append: [{ role: 'user', text: 'hello' }],
    ...over,
  };
}

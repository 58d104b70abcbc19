/**
 * Tools for fixtures: the same functions for the run in memory and for the real worker. Owns what they do; `run` nodes
 * start real programs in both.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { defineTool, ToolError } from '../../src/activities/tools/define.ts';
import { type Artifact, asArtifact } from '../../src/interpreter/artifact.ts';
import type { Catalogue } from '../../src/interpreter/catalogue.ts';
import type { CompileCall, CompileReply, RunCall } from '../../src/interpreter/call.ts';
import type { RunError } from '../../src/interpreter/errors.ts';
import { compileGraph } from '../../src/interpreter/index.ts';
import type { Json, JsonObject } from '../../src/interpreter/json.ts';
import type { Reply, World } from './memory-run.ts';

type Behaviour = (input: JsonObject) => Reply;

const text = (value: Json | undefined) => (typeof value === 'string' ? value : JSON.stringify(value ?? null));

const behaviours: Readonly<Record<string, Behaviour>> = {
  'test.echo': (input) => ({ result: input }),
  'test.fail': (input) => ({
    error: {
      ...failure(text(input['type']), text(input['title'])),
      ...(input['doubt'] === true && { doubt: true }),
    },
  }),
  'test.fail-until': (input) =>
    Number(input['attempt']) >= Number(input['succeedAt'])
      ? { result: { attempt: input['attempt'] ?? null } }
      : { error: failure('early', 'Not yet') },
};

function failure(type: string, title: string): RunError {
  return { type, title, retryable: false };
}

const anything = { type: 'object' } as const;

export const testTools = Object.entries(behaviours).map(([name, behave]) =>
  defineTool({
    name,
    description: `For tests: ${name}`,
    input: anything,
    output: anything,
    effect: 'idempotent',
    quick: true,
    run: async (input: Json) => {
      const reply = behave(input as JsonObject);
      if ('error' in reply) throw new ToolError(reply.error);
      return reply.result;
    },
  }),
);

export const testCatalogue: Catalogue = {
  tools: Object.keys(behaviours).map((name) => ({
    name,
    description: `For tests: ${name}`,
    input: anything,
    output: anything,
    effect: 'idempotent',
    quick: false,
  })),
  secrets: [],
};

/** The same with tools that are quick. */
export const quickCatalogue: Catalogue = {
  ...testCatalogue,
  tools: testCatalogue.tools.map((tool) => ({ ...tool, quick: true })),
};

export const memoryWorld: World = (call) => {
  switch (call.kind) {
    case 'tool':
      return (
        behaviours[call.tool]?.(call.input as JsonObject) ?? { error: failure('tool-unknown', call.tool) }
      );
    case 'run':
      return runProgram(call);
    case 'turn':
      throw new Error('agents have tests of their own');
    case 'compile':
      return { result: compiled(call) };
    case 'cache':
    case 'emit':
    case 'subscribe':
    case 'lock':
    case 'load':
    case 'closed-runs':
    case 'value':
      throw new Error(`${call.kind} stands around the run`);
  }
};

/** As the activity does, but for the store of definitions. */
function compiled({ source, define, allow, input }: CompileCall): Json {
  const made = compileGraph(source, { define, allow, catalogue: testCatalogue });
  const reply: CompileReply = made.ok
    ? { ok: true, plan: made.plan, input, name: made.name, ...(define && { version: 1 }) }
    : made;
  // Plans and diagnostics are JSON.
  return reply as unknown as Json;
}

function runProgram(call: RunCall): Reply {
  const folder = mkdtempSync(join(tmpdir(), 'program-'));
  try {
    return runIn(folder, call);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Bytes of artifacts by their hash. */
const kept = new Map<string, Buffer>();

function keptOf(folder: string, { key, artifacts = {} }: RunCall): Readonly<Record<string, Artifact>> {
  const found = Object.entries(artifacts).flatMap(([label, { path, kind = 'text', mime, optional }]) => {
    const file = join(folder, path);
    if (optional && !existsSync(file)) return [];
    const bytes = readFileSync(file);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    kept.set(sha256, bytes);
    const id = `a-${createHash('sha256').update(`${key}${label}${sha256}`).digest('hex').slice(0, 20)}`;
    const words = { id, name: basename(path), kind, mime: mime ?? 'text/plain; charset=utf-8' };
    return [[label, { ...words, size: bytes.length, sha256 }] as const];
  });
  return Object.fromEntries(found);
}

function mount(folder: string, { mount = {} }: RunCall): void {
  for (const [path, value] of Object.entries(mount)) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, kept.get(asArtifact(value)?.sha256 ?? '') ?? '', { mode: 0o444 });
  }
}

function runIn(folder: string, call: RunCall): Reply {
  const { argv, shell, stdin, env, artifacts } = call;
  mount(folder, call);
  const [program = '', ...args] = shell ? ['sh', '-c', ...argv] : argv;
  const { status, stdout, stderr } = spawnSync(program, args, {
    ...((artifacts ?? call.mount) && { cwd: folder }),
    input: stdin,
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  if (status !== 0) {
    return {
      error: {
        ...failure('exit', `${program} ended with exit code ${status}`),
        data: { exit: status, stderr },
      },
    };
  }
  const suspends = stdout.includes('$suspend');
  const files = artifacts && !suspends && { artifacts: keptOf(folder, call) };
  return { result: { exit: 0, stdout, stderr, ...dataOf(stdout), ...files } };
}

function dataOf(stdout: string): { readonly data?: Json } {
  try {
    return { data: JSON.parse(stdout) as Json };
  } catch {
    return {};
  }
}

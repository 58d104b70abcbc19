/**
 * All tools of a worker, by name: the built-in ones and those of the configured modules. Owns the loading and its
 * errors, which are the operator's to mend: they are thrown at the start and name the module.
 */
import { pathToFileURL } from 'node:url';
import { readArtifact, saveArtifact } from './artifacts.ts';
import { isTool, type Tool } from './define.ts';
import { echo } from './echo.ts';
import { httpRequest } from './http/request.ts';

export interface ToolRegistry {
  /** Sorted by name, so that whatever is made of it is the same everywhere. */
  readonly all: readonly Tool[];
  get(name: string): Tool | undefined;
}

export const builtIn: readonly Tool[] = [readArtifact, saveArtifact, echo, httpRequest];

export class ToolModuleError extends Error {
  constructor(module: string, problem: string, cause?: unknown) {
    super(`OSTINATO_TOOLS: ${module}: ${problem}`, { cause });
    this.name = 'ToolModuleError';
  }
}

/** Built-in tools and those of the modules (absolute paths). Throws `ToolModuleError`. */
export async function loadTools(modules: readonly string[]): Promise<ToolRegistry> {
  const owners = new Map(builtIn.map((tool) => [tool.entry.name, 'Ostinato']));
  const kinds = new Map<string, string>();
  const tools = [...builtIn];
  for (const module of modules) {
    for (const tool of await toolsOf(module)) {
      const { name, kind } = tool.entry;
      const owner = owners.get(name);
      if (owner !== undefined)
        throw new ToolModuleError(module, `the tool \`${name}\` exists already, from ${owner}: rename one`);
      const kindOwner = kind === undefined ? undefined : kinds.get(kind);
      if (kindOwner !== undefined)
        throw new ToolModuleError(
          module,
          `the kind \`${kind}\` exists already, from ${kindOwner}: rename one`,
        );
      owners.set(name, module);
      if (kind !== undefined) kinds.set(kind, module);
      tools.push(tool);
    }
  }
  return createRegistry(tools);
}

/** The names must differ, and the kinds. */
export function createRegistry(tools: readonly Tool[]): ToolRegistry {
  const byName = new Map(tools.map((tool) => [tool.entry.name, tool]));
  if (byName.size !== tools.length) throw new TypeError('two tools have the same name');
  const kinds = tools.flatMap(({ entry }) => entry.kind ?? []);
  if (new Set(kinds).size !== kinds.length) throw new TypeError('two tools have the same kind');
  const all = [...tools].sort((a, b) => (a.entry.name < b.entry.name ? -1 : 1));
  return { all, get: (name) => byName.get(name) };
}

async function toolsOf(module: string): Promise<readonly Tool[]> {
  const exported = await importDefault(module);
  const tools: readonly unknown[] = Array.isArray(exported) ? exported : [exported];
  if (tools.length > 0 && tools.every(isTool)) return tools;
  throw new ToolModuleError(
    module,
    'its default export must be a tool made by `defineTool` of `ostinato/tools`, or a list of them',
  );
}

async function importDefault(module: string): Promise<unknown> {
  try {
    // A module is an object; whether it has a default export is what we ask.
    return ((await import(pathToFileURL(module).href)) as { default?: unknown }).default;
  } catch (error) {
    throw new ToolModuleError(
      module,
      `cannot be loaded: ${error instanceof Error ? error.message : String(error)}`,
      error,
    );
  }
}

/**
 * The workflow code as Temporal's sandbox loads it. Owns where it lies and how it is built.
 *
 * `npm run build` puts it beside the compiled code; from the sources, and with stacks wanted, it is built on the spot.
 */
import { access } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BundleOptions, bundleWorkflowCode, type WorkflowBundleOption } from '@temporalio/worker';

/** Where the build puts the bundle: `dist/workflow-bundle.js`. */
export const builtBundle = fileURLToPath(new URL('../workflow-bundle.js', import.meta.url));

/** `stacks`: failures carry the stack of the interpreter, at a fifth more CPU (OSTINATO_DEBUG_STACKS). */
export async function workflowBundle(stacks: boolean): Promise<WorkflowBundleOption> {
  const built = await access(builtBundle).then(
    () => true,
    () => false,
  );
  return built && !stacks ? { codePath: builtBundle } : buildBundle({ stacks });
}

/** The sources end in .ts, the compiled code in .js: the bundle is made of what lies beside this file. */
function beside(name: string): string {
  return fileURLToPath(new URL(`../workflows/${name}${extname(import.meta.url)}`, import.meta.url));
}

/** Rejects with all that the bundler complains about. */
export async function buildBundle({ stacks }: { stacks: boolean }): Promise<{ code: string }> {
  const complaints: string[] = [];
  const options = {
    workflowsPath: beside('index'),
    workflowInterceptorModules: [beside('interceptors')],
    preloadModules: stacks ? [] : [beside('preload')],
    logger: { ...silent, error: (complaint: string) => void complaints.push(complaint) },
    webpackConfigHook: modernSyntax,
  };
  try {
    return await bundleWorkflowCode(options);
  } catch (error) {
    throw new Error(`The workflow code cannot be bundled.\n${complaints.join('\n')}`, { cause: error });
  }
}

/**
 * The bundler compiles for 2017, where every object spread is a call of a slow helper. Sets the target of whatever
 * compiler its rules name; Node runs far newer code.
 */
const modernSyntax: NonNullable<BundleOptions['webpackConfigHook']> = (config) => {
  config.module?.rules?.forEach(setTarget);
  return config;
};

function setTarget(part: unknown): void {
  if (typeof part !== 'object' || part === null) return;
  if ('jsc' in part && typeof part.jsc === 'object') Object.assign(part.jsc ?? {}, { target: 'es2022' });
  else Object.values(part).forEach(setTarget);
}

const ignore = () => undefined;
const silent = { log: ignore, trace: ignore, debug: ignore, info: ignore, warn: ignore };

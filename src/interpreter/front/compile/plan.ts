/**
 * Model → plan: frozen, plain, hashed (P1). Owns the top level of the plan.
 */
import { PLAN_VERSION, type Plan } from '../../plan.ts';
import type { Document } from '../document/definition.ts';
import type { Graphs } from '../graph/link.ts';
import { defaultCleanupMs, defaultParallel } from '../limits.ts';
import type { Model } from '../model.ts';
import { milliseconds } from '../resolve/retry.ts';
import { deepFreeze } from './freeze.ts';
import { contentHash } from './hash.ts';
import { withReaders } from './readers.ts';
import { compileRun } from './scope.ts';

/** @param model without faults */
export function assemble(model: Model, graphs: Graphs): Plan {
  const { document } = model;
  const content: Omit<Plan, 'hash'> = {
    planVersion: PLAN_VERSION,
    name: document.name,
    ...(document.title !== undefined && { title: document.title }),
    ...(document.description !== undefined && { description: document.description }),
    ...(document.input !== undefined && { input: document.input }),
    vars: model.vars.map(({ name, value }) => [name, value] as const),
    limits: limits(document),
    scope: withReaders(compileRun(model, graphs)),
  };
  return deepFreeze({ ...content, hash: contentHash(content) });
}

function limits({ limits }: Document): Plan['limits'] {
  return {
    ...(limits?.timeout !== undefined && { timeoutMs: milliseconds(limits.timeout) }),
    cleanupMs: limits?.cleanup === undefined ? defaultCleanupMs : milliseconds(limits.cleanup),
    parallel: limits?.parallel ?? defaultParallel,
    ...(limits?.depth !== undefined && { depth: limits.depth }),
  };
}

/**
 * Registers the search attributes that runs carry and tells which of them may be used. Owns nothing else.
 *
 * A run that sets an attribute which the server does not know is stuck (`BadSearchAttributes`), so runs are told by
 * name what they may set: what the server's own query parser accepts, which is what it accepts from a run too.
 */
import { setTimeout } from 'node:timers/promises';
import type { ConnectionLike } from '@temporalio/client';
import { isGrpcServiceError } from '@temporalio/client';
import { searchAttributes, type SearchAttributeName } from '../workflows/messages.ts';

/** temporal.api.enums.v1.IndexedValueType */
const indexedValueType = { Keyword: 2, Int: 3, KeywordList: 7 } as const;

/** gRPC: invalid argument, said of a query that names an unknown attribute. */
const notUnderstood: readonly number[] = [3];
/**
 * Answers of a server that works, as opposed to one that is away: invalid argument, already exists (a start beside
 * ours was faster), denied, failed precondition, not offered, not signed in.
 */
const refusals: readonly number[] = [3, 6, 7, 9, 12, 16];

/** A server that is not ours needs some seconds until all its parts know a new attribute. */
const settleMs = 30_000;

const names = Object.keys(searchAttributes) as SearchAttributeName[];

export interface Attributes {
  readonly usable: readonly SearchAttributeName[];
  /** Why some are not usable, and what to do. */
  readonly problem?: string;
}

/** Idempotent. Rejects when Temporal does not answer; never because it does not allow the registration. */
export async function registerAttributes(connection: ConnectionLike, namespace: string): Promise<Attributes> {
  const missing = await unknownAttributes(connection, namespace, names);
  if (missing.length === 0) return { usable: names };
  const refusal = await register(connection, namespace, missing);
  const unusable = await settled(connection, namespace, missing, refusal === undefined ? settleMs : 0);
  const usable = names.filter((name) => !unusable.includes(name));
  if (unusable.length === 0) return { usable };
  return { usable, problem: explain(namespace, unusable, refusal ?? 'they did not become known in time') };
}

function explain(namespace: string, unusable: readonly SearchAttributeName[], reason: string): string {
  const commands = unusable.map(
    (name) =>
      `  temporal operator search-attribute create --namespace ${namespace} --name ${name} --type ${searchAttributes[name]}`,
  );
  return (
    `Temporal does not offer the search attributes ${unusable.join(', ')}: ${reason}. Runs go on without them, ` +
    `but cannot be listed by status. Somebody who may do so can register them:\n${commands.join('\n')}`
  );
}

/** Why the server refuses; undefined when it does not. */
async function register(
  connection: ConnectionLike,
  namespace: string,
  missing: readonly SearchAttributeName[],
): Promise<string | undefined> {
  const types = missing.map((name) => [name, indexedValueType[searchAttributes[name]]]);
  try {
    await connection.operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(types),
    });
    return undefined;
  } catch (error) {
    if (isGrpcServiceError(error) && refusals.includes(error.code)) return error.details;
    throw error;
  }
}

async function settled(
  connection: ConnectionLike,
  namespace: string,
  missing: readonly SearchAttributeName[],
  patienceMs: number,
): Promise<readonly SearchAttributeName[]> {
  const last = Date.now() + patienceMs;
  for (;;) {
    const unknown = await unknownAttributes(connection, namespace, missing);
    if (unknown.length === 0 || Date.now() >= last) return unknown;
    await setTimeout(100);
  }
}

async function unknownAttributes(
  connection: ConnectionLike,
  namespace: string,
  candidates: readonly SearchAttributeName[],
): Promise<SearchAttributeName[]> {
  const known = await Promise.all(candidates.map((name) => isKnown(connection, namespace, name)));
  return candidates.filter((_, index) => known[index] === false);
}

async function isKnown(
  connection: ConnectionLike,
  namespace: string,
  name: SearchAttributeName,
): Promise<boolean> {
  const sample = searchAttributes[name] === 'Int' ? '1' : '"x"';
  try {
    await connection.workflowService.countWorkflowExecutions({ namespace, query: `${name} = ${sample}` });
    return true;
  } catch (error) {
    if (isGrpcServiceError(error) && notUnderstood.includes(error.code)) return false;
    throw error;
  }
}

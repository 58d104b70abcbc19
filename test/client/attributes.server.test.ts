/** Attacks the registration of search attributes: on a fresh namespace, twice, at once, and where it is not allowed. */
import { randomUUID } from 'node:crypto';
import { Connection, type ConnectionLike } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { registerAttributes } from '../../src/client/attributes.ts';
import { setRetention } from '../../src/client/namespace.ts';

const all = ['OstinatoVersion', 'OstinatoStatus', 'OstinatoWaitingFor'];
let connection: Connection;

beforeAll(async () => {
  connection = await Connection.connect({ address: inject('temporal').address });
});
afterAll(async () => {
  await connection.close();
});

async function freshNamespace(): Promise<string> {
  const namespace = `attributes-${randomUUID()}`;
  await connection.workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: 86_400 as never },
  });
  return namespace;
}

/** The same server as seen by somebody who may not register attributes. */
function withoutPermission(code: number): ConnectionLike {
  const denied = Object.assign(new Error('denied'), { code, details: 'not allowed', metadata: {} });
  const operatorService = { addSearchAttributes: () => Promise.reject(denied) };
  return Object.assign(Object.create(connection) as ConnectionLike, { operatorService });
}

describe('registerAttributes', () => {
  it('makes the attributes usable in a new namespace, and again changes nothing', async () => {
    const namespace = await freshNamespace();
    expect(await registerAttributes(connection, namespace)).toEqual({ usable: all });
    expect(await registerAttributes(connection, namespace)).toEqual({ usable: all });
  });

  it('can be done by several starts at once', async () => {
    const namespace = await freshNamespace();
    const results = await Promise.all([1, 2, 3, 4].map(() => registerAttributes(connection, namespace)));
    expect(results).toEqual([1, 2, 3, 4].map(() => ({ usable: all })));
  });

  it('goes on without them where registering is denied, and says what to type', async () => {
    const namespace = await freshNamespace();
    const { usable, problem } = await registerAttributes(withoutPermission(7), namespace);
    expect(usable).toEqual([]);
    expect(problem).toContain('not allowed');
    expect(problem).toContain(
      `temporal operator search-attribute create --namespace ${namespace} --name OstinatoStatus --type Keyword`,
    );
  });

  it('asks for no permission where they are known already', async () => {
    const namespace = await freshNamespace();
    await registerAttributes(connection, namespace);
    expect(await registerAttributes(withoutPermission(7), namespace)).toEqual({ usable: all });
  });

  it('rejects when the server is away, instead of going on without', async () => {
    await expect(registerAttributes(withoutPermission(14), await freshNamespace())).rejects.toThrow('denied');
  });
});

describe('setRetention', () => {
  it('sets the days and leaves them when they are right', async () => {
    const namespace = await freshNamespace();
    await setRetention(connection, namespace, 30);
    await setRetention(connection, namespace, 30);
    const { config } = await connection.workflowService.describeNamespace({ namespace });
    expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(30 * 86_400);
  });
});

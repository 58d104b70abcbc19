/**
 * A worker and a client on the shared Temporal server, for one test file. Owns the task queue and closes everything.
 */
import { randomUUID } from 'node:crypto';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { temporal } from '@temporalio/proto';
import { inject } from 'vitest';
import { foldAll, type Folded } from '../../src/client/fold.ts';
import { decoderOf } from '../../src/client/temporal/decode.ts';
import type { Json } from '../../src/interpreter/json.ts';
import type { Plan } from '../../src/interpreter/plan.ts';
import { dataConverter as converterOver } from '../../src/payloads/converter.ts';
import { createFileBlobs } from '../../src/store/file-blobs.ts';
import { createWorker } from '../../src/worker/worker.ts';
import type { RunArguments } from '../../src/workflows/messages.ts';
import { refuseFailedTasks } from './task-failures.ts';

// Worker lifecycles are no news in a test; what goes wrong is.
Runtime.install({ logger: new DefaultLogger('ERROR') });

type History = temporal.api.history.v1.IHistory;

export interface TestTemporal {
  readonly client: Client;
  readonly taskQueue: string;
  /** `by`: who submits it. */
  start(plan: Plan, input?: Json, by?: string): Promise<WorkflowHandle>;
  /** Of the executions that the run has gone through, oldest first. */
  histories(handle: WorkflowHandle): Promise<readonly History[]>;
  /** The state of the run as its history tells it. */
  folded(handle: WorkflowHandle): Promise<Folded>;
  /** Replays the history of a run on a fresh worker; rejects when it is not deterministic. */
  replay(handle: WorkflowHandle): Promise<void>;
  /** The same for many, on one worker; gives what went wrong. */
  replayAll(handles: readonly WorkflowHandle[]): Promise<readonly string[]>;
  /** Rejects when a workflow task of any run has failed. */
  close(): Promise<void>;
}

type Reached = Pick<TestTemporal, 'client' | 'taskQueue'>;

interface TestOptions {
  readonly cachedRuns?: number;
  readonly slots?: number;
  readonly continueAfter?: number;
  readonly blobs?: string;
  readonly address?: string;
  /** Of another one that is open, or was; absent = one of its own. */
  readonly taskQueue?: string;
}

/** Without `activities` no worker is started; a function is told what they can reach. */
export async function openTemporal(
  given?: object | ((reached: Reached) => object),
  {
    continueAfter,
    blobs = inject('temporal').blobs,
    address = inject('temporal').address,
    taskQueue = `test-${randomUUID()}`,
    ...options
  }: TestOptions = {},
): Promise<TestTemporal> {
  const { namespace, bundle, attributes } = inject('temporal');
  const dataConverter = converterOver(createFileBlobs(blobs));
  // Histories may be larger than the 4 MiB that gRPC takes by itself; a native connection takes them.
  const connection = await Connection.connect({
    address,
    channelArgs: { 'grpc.max_receive_message_length': -1 },
  });
  const client = new Client({ connection, namespace, dataConverter });
  const workflowBundle = { codePath: bundle };
  const activities: object | undefined = typeof given === 'function' ? given({ client, taskQueue }) : given;
  const native = activities && (await NativeConnection.connect({ address }));
  const worker =
    native &&
    (await createWorker({
      connection: native,
      namespace,
      taskQueue,
      bundle: workflowBundle,
      activities,
      dataConverter,
      ...options,
    }));
  const running = worker?.run();
  return {
    client,
    taskQueue,
    start(plan, input = {}, by) {
      const definition = { version: 1, hash: plan.hash };
      const args: RunArguments = [
        {
          input,
          definition,
          attributes,
          ...(by !== undefined && { by }),
          ...(continueAfter !== undefined && { continueAfter }),
        },
        plan,
      ];
      return client.workflow.start(plan.name, {
        workflowId: `${plan.name}-${randomUUID()}`,
        taskQueue,
        args,
      });
    },
    async folded(handle) {
      const { workflowId, type } = await handle.describe();
      const histories = (await historiesOf(client, handle)).map(({ events }) => events ?? []);
      const decode = decoderOf(client.options.loadedDataConverter, namespace, workflowId);
      return foldAll({ id: workflowId, workflow: type }, histories, decode);
    },
    histories: (handle) => historiesOf(client, handle),
    async replay(handle) {
      for (const history of await historiesOf(client, handle))
        await Worker.runReplayHistory({ workflowBundle, dataConverter }, history, handle.workflowId);
    },
    async replayAll(handles) {
      const faults: string[] = [];
      for await (const { workflowId, error } of Worker.runReplayHistories(
        { workflowBundle, dataConverter },
        everyHistoryOf(client, handles),
      )) {
        if (error) faults.push(`${workflowId}: ${error.message}`);
      }
      return faults;
    },
    async close() {
      worker?.shutdown();
      await running;
      await native?.close();
      try {
        await refuseFailedTasks(client, taskQueue);
      } finally {
        await connection.close();
      }
    },
  };
}

async function* everyHistoryOf(client: Client, handles: readonly WorkflowHandle[]) {
  for (const handle of handles)
    for (const history of await historiesOf(client, handle)) yield { workflowId: handle.workflowId, history };
}

/** Of the executions that a run has gone through, oldest first. */
export async function historiesOf(
  client: Client,
  { workflowId }: Pick<WorkflowHandle, 'workflowId'>,
): Promise<readonly History[]> {
  const histories: History[] = [];
  for (let execution: string | undefined; execution !== ''; ) {
    const history = await client.workflow.getHandle(workflowId, execution).fetchHistory();
    histories.unshift(history);
    execution = history.events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId ?? '';
  }
  return histories;
}

/** Whether a run has seen all of its history and no activity or child run of it is under way. */
export function isQuiet(history: readonly temporal.api.history.v1.IHistoryEvent[]): boolean {
  let unseen = true;
  const open = new Set<string>();
  for (const event of history) {
    const { eventId, activityTaskScheduledEventAttributes: scheduled } = event;
    if (scheduled || event.startChildWorkflowExecutionInitiatedEventAttributes) open.add(String(eventId));
    open.delete(String(begunBy(event)));
    if (event.workflowTaskCompletedEventAttributes) unseen = false;
    else if (event.workflowTaskScheduledEventAttributes) unseen = true;
  }
  return !unseen && open.size === 0;
}

/** The event with which what has ended here began. */
function begunBy(event: temporal.api.history.v1.IHistoryEvent) {
  const ended =
    event.activityTaskCompletedEventAttributes ??
    event.activityTaskFailedEventAttributes ??
    event.activityTaskTimedOutEventAttributes ??
    event.activityTaskCanceledEventAttributes;
  const child =
    event.startChildWorkflowExecutionFailedEventAttributes ??
    event.childWorkflowExecutionCompletedEventAttributes ??
    event.childWorkflowExecutionFailedEventAttributes ??
    event.childWorkflowExecutionCanceledEventAttributes ??
    event.childWorkflowExecutionTimedOutEventAttributes ??
    event.childWorkflowExecutionTerminatedEventAttributes;
  return ended?.scheduledEventId ?? child?.initiatedEventId;
}

/** Polls until `probe` gives something. Rejects after `ms`: long enough for a slow machine, so that nothing waits for ever. */
export async function until<T>(probe: () => Promise<T | undefined>, ms = 60_000): Promise<T> {
  const end = Date.now() + ms;
  for (;;) {
    const found = await probe();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`nothing came within ${ms} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

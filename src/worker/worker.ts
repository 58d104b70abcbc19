/**
 * Composes the Temporal worker from its parts, with the settings that measured best. Owns the settings; what the
 * activities do, and the workflow code, are given.
 */
import {
  type NativeConnection,
  Worker,
  type WorkerOptions,
  type WorkflowBundleOption,
} from '@temporalio/worker';

export interface WorkerParts {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly taskQueue: string;
  /** Absent: the worker executes activities and no runs. */
  readonly bundle?: WorkflowBundleOption;
  /** A `default` activity that serves every activity type. */
  readonly activities: object;
  /** The same as that of the clients. */
  readonly dataConverter: NonNullable<WorkerOptions['dataConverter']>;
  /** Runs kept in memory between their tasks; a tiny number forces replays. */
  readonly cachedRuns?: number;
  /** Activities at once; absent = the SDK's 100. */
  readonly slots?: number;
  /** Activities that begin in a second, by all workers of the queue together. Each of them says it; the last one counts. */
  readonly perSecond?: number;
  /** How long activities may go on once the worker was asked to end; absent = 10 s. */
  readonly graceMs?: number;
  /** Runs stay with the build that they were begun on until they go on in a new execution. */
  readonly deployment?: { readonly name: string; readonly build: string };
}

/** Scaling the pollers by the server's feedback gave 1.25 times the runs per second at 0.77 times the CPU. */
const autoscaling = { type: 'autoscaling' } as const;

/** How long activities may go on after the worker was asked to end. */
const usualGraceMs = 10_000;
/**
 * What is stopped then has this long: more than a program's tree needs between SIGTERM and the last SIGKILL (10 s), so
 * that it is gone before the worker is. An activity that ignores its cancellation does not hold the worker up for longer.
 */
const forceMs = 20_000;

/** A cancellation reaches an activity with the answer to a heartbeat; the SDK would hold them back for 12 s. */
const maxHeartbeatThrottleInterval = '3s';

export function createWorker(parts: WorkerParts): Promise<Worker> {
  const { graceMs = usualGraceMs } = parts;
  return Worker.create({
    connection: parts.connection,
    namespace: parts.namespace,
    taskQueue: parts.taskQueue,
    ...(parts.bundle === undefined ? {} : { workflowBundle: parts.bundle }),
    activities: parts.activities,
    workflowTaskPollerBehavior: autoscaling,
    activityTaskPollerBehavior: autoscaling,
    reuseV8Context: true,
    shutdownGraceTime: graceMs,
    shutdownForceTime: graceMs + forceMs,
    maxHeartbeatThrottleInterval,
    dataConverter: parts.dataConverter,
    ...(parts.deployment && { workerDeploymentOptions: pinned(parts.deployment) }),
    ...(parts.slots === undefined ? {} : { maxConcurrentActivityTaskExecutions: parts.slots }),
    ...(parts.perSecond === undefined ? {} : { maxTaskQueueActivitiesPerSecond: parts.perSecond }),
    ...(parts.cachedRuns === undefined ? {} : { maxCachedWorkflows: parts.cachedRuns }),
  });
}

function pinned({ name, build }: NonNullable<WorkerParts['deployment']>) {
  return {
    useWorkerVersioning: true,
    version: { deploymentName: name, buildId: build },
    defaultVersioningBehavior: 'PINNED',
  } as const;
}

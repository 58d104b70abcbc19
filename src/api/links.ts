/** Paths of this API and of Temporal's Web UI. Owns how they are written. */
import type { Links } from '../client/wire.ts';
import type { Config } from '../config.ts';

export function workflowPath(name: string): string {
  return `/v1/workflows/${encodeURIComponent(name)}`;
}

export function runPath(runId: string): string {
  return `/v1/runs/${encodeURIComponent(runId)}`;
}

export function artifactPath(runId: string, id: string): string {
  return `${runPath(runId)}/artifacts/${encodeURIComponent(id)}`;
}

/** `id` = `path#visit` */
export function nodePath(runId: string, id: string): string {
  return `${runPath(runId)}/nodes/${encodeURIComponent(id)}`;
}

export function requestPath(runId: string, id: string): string {
  return `${runPath(runId)}/requests/${encodeURIComponent(id)}`;
}

export function runLinks(runId: string, { temporal: { ui, namespace } }: Config): Links {
  const self = runPath(runId);
  if (ui === undefined) return { self };
  const workflow = `namespaces/${encodeURIComponent(namespace)}/workflows/${encodeURIComponent(runId)}`;
  return { self, temporal: `${ui.replace(/\/$/, '')}/${workflow}` };
}

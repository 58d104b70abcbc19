/** Makes the answer about a run from what the port gives: one page of nodes, large values as links. */
import type { NodeView, RequestView, RunDetails } from '../client/orchestrator.ts';
import type { RunView } from '../client/wire.ts';
import type { Config } from '../config.ts';
import type { RunError } from '../interpreter/errors.ts';
import type { Json } from '../interpreter/json.ts';
import { nodePath, requestPath, runLinks, runPath } from './links.ts';
import { nodesPage } from './paging.ts';

/** Bytes of JSON from which on a value is given as a link. */
const linkAbove = 16 * 1024;

export function presentRun(run: RunDetails, nodesCursor: string | undefined, config: Config): RunView {
  const page = nodesPage(run.nodes, nodesCursor);
  return {
    ...run,
    ...linked(run, runPath(run.runId)),
    nodes: page.nodes.map((node) => presentNode(run.runId, node)),
    ...(page.cursor === undefined ? {} : { nodesCursor: page.cursor }),
    requests: run.requests.map((request) => presentRequest(run.runId, request)),
    links: runLinks(run.runId, config),
  };
}

export function nodeId({ path, visit }: NodeView): string {
  return `${path}#${visit}`;
}

function presentNode(runId: string, node: NodeView): NodeView {
  return { ...node, ...linked(node, nodePath(runId, nodeId(node))) };
}

function presentRequest(runId: string, request: RequestView): RequestView {
  if (request.show === undefined) return request;
  return { ...request, show: link(request.show, `${requestPath(runId, request.id)}/show`) };
}

interface Values {
  readonly input?: Json;
  readonly output?: Json;
  readonly error?: RunError;
}

/** The values of a run or a node; those that are absent stay absent. */
function linked({ input, output, error }: Values, path: string): Values {
  return {
    ...(input === undefined ? {} : { input: link(input, `${path}/input`) }),
    ...(output === undefined ? {} : { output: link(output, `${path}/output`) }),
    ...(error === undefined ? {} : { error: linkedError(error, `${path}/error`) }),
  };
}

function linkedError(error: RunError, path: string): RunError {
  return error.data === undefined ? error : { ...error, data: link(error.data, path) };
}

function link(value: Json, path: string): Json {
  return Buffer.byteLength(JSON.stringify(value)) > linkAbove ? { $link: path } : value;
}

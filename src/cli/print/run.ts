/** A run in words: where it stands, what it gave, and what to type where it waits for a person. Owns the sentences. */
import type { NodeView, RequestView, RunError, RunView } from '../../client/wire.ts';
import { isObject, type Json } from '../../interpreter/json.ts';
import { coloured, dim } from './style.ts';
import { table } from './table.ts';

/** One line: id and status. */
export function standing(run: RunView): string {
  const waits = run.requests.length > 0 ? ' for a person' : waitsFor(run);
  const mock = run.mock ? dim(' (mock model)') : '';
  const next = run.next === undefined ? '' : `, next: ${run.next}`;
  return `${run.runId}  ${coloured(run.status)}${run.status === 'waiting' ? waits : next}${mock}`;
}

function waitsFor({ waitingFor }: RunView): string {
  return waitingFor.length === 0 ? '' : ` for ${waitingFor.join(', ')}`;
}

/** What came of it so far: output, error, questions to people, and workers that are missing. */
export function outcomeText(run: RunView): string {
  const parts = [
    ...(run.output === undefined ? [] : [valueText(run.output)]),
    ...(run.error === undefined ? [] : [errorText(run.error)]),
    ...run.requests.map((request) => requestText(run, request)),
    ...(run.workers === 0 && isOpen(run) ? [noWorker] : []),
  ];
  return parts.join('\n\n');
}

export const noWorker = 'No worker is there to go on. Start one: npx ostinato worker';

export function isOpen({ status }: RunView): boolean {
  return status === 'running' || status === 'waiting' || status === 'paused';
}

export function valueText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value, undefined, 2);
}

function errorText({ type, title, detail, instance }: RunError): string {
  const place = instance === undefined ? '' : ` at ${instance}`;
  return `${coloured('failed', `${title} (${type}${place})`)}${detail === undefined ? '' : `\n${detail}`}`;
}

function requestText(run: RunView, request: RequestView): string {
  const { id, prompt, show, assignees, notSubmitter, deadline, quorum, suspended, doubt } = request;
  const facts = [
    ...(assignees.length > 0 ? [`for ${assignees.join(', ')}`] : []),
    ...(notSubmitter && run.by !== undefined ? [`not ${run.by}`] : []),
    ...(deadline === undefined ? [] : [`until ${deadline}`]),
    ...(quorum === undefined ? [] : [`${quorum.votes.length} of ${quorum.count} answers`]),
    ...(suspended === undefined ? [] : [suspended.status]),
    ...(doubt === undefined ? [] : [`key ${doubt.key}`]),
  ];
  const lines = [
    `${id} asks: ${prompt}${facts.length === 0 ? '' : dim(` (${facts.join(', ')})`)}`,
    ...(show === undefined ? [] : [valueText(show)]),
    'Answer with:',
    ...answers(run, request).map((command) => `  ${command}`),
  ];
  return lines.join('\n');
}

/** What to type, for each outcome. */
function answers(run: RunView, request: RequestView): readonly string[] {
  const { id, outcomes, form, doubt } = request;
  const which = run.requests.length > 1 ? ` --request ${quoted(id)}` : '';
  const by = needsBy(run, request) ? ' --by …' : '';
  const command = `npx ostinato resume ${run.runId}${which}${by}`;
  const fields = fieldsOf(form);
  const required = fields.filter((field) => field.required).map(({ name }) => ` --value ${name}=…`);
  const optional = fields.filter((field) => !field.required).map(({ name }) => ` [--value ${name}=…]`);
  const values = [...required, ...optional].join('');
  if (outcomes.length === 0) return [`${command}${values}`];
  if (doubt === undefined) return outcomes.map((outcome) => `${command} --outcome ${outcome}${values}`);
  return outcomes.map((outcome) => {
    const given = outcome === 'happened' ? values : '';
    return `${command} --outcome ${outcome}${given}  ${dim(`# ${doubt.outcomes[outcome] ?? ''}`)}`;
  });
}

/** Where nobody is known to have submitted the run, everybody may answer unnamed. */
function needsBy({ by }: RunView, { quorum, notSubmitter }: RequestView): boolean {
  return quorum !== undefined || (notSubmitter === true && by !== undefined);
}

function fieldsOf(form: RequestView['form']): readonly { name: string; required: boolean }[] {
  if (!isObject(form) || !isObject(form['properties'])) return [];
  const required = Array.isArray(form['required']) ? form['required'] : [];
  return Object.keys(form['properties']).map((name) => ({ name, required: required.includes(name) }));
}

function quoted(word: string): string {
  return /^[\w./@-]+$/.test(word) ? word : `'${word}'`;
}

/** One line per visit. */
export function nodesTable(nodes: readonly NodeView[]): string {
  return table(nodes.map((node) => nodeCells(node)));
}

export function nodeCells(node: NodeView): readonly string[] {
  const { path, visit, kind, status, outcome, attempts, error, cached, run, items, unserved } = node;
  const took = duration(node);
  const remarks = [
    ...(outcome === undefined ? [] : [outcome]),
    ...(attempts > 1 ? [`attempt ${attempts}`] : []),
    ...(cached ? ['kept result'] : []),
    ...(unserved === undefined ? [] : [`no worker polls the queue ${unserved}`]),
    ...(run === undefined ? [] : [run]),
    ...(items === undefined ? [] : [`${items.succeeded + items.failed} of ${items.total} items`]),
    ...(error === undefined ? [] : [error.title]),
  ];
  return [visit > 1 ? `${path}#${visit}` : path, dim(kind), coloured(status), dim(took), remarks.join(', ')];
}

function duration({ startedAt, endedAt }: NodeView): string {
  if (startedAt === undefined || endedAt === undefined) return '';
  const seconds = (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
  return seconds < 60 ? `${seconds.toFixed(1)}s` : `${Math.round(seconds / 60)}m`;
}

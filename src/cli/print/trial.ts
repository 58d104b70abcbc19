/** A simulated run as people read it. Owns the lines of the live trace and of the end. */
import type { VisitRecord } from '../../interpreter/core/state.ts';
import type { Json } from '../../interpreter/json.ts';
import type { News } from '../../simulate/run.ts';
import type { Outcome } from '../../simulate/simulate.ts';
import { coloured, dim } from './style.ts';
import { spanText } from './time.ts';

/** @param madeUp values that nobody has given, by visit */
export function newsLine(news: News, main: string, madeUp: Readonly<Record<string, Json>>): string {
  const run = news.run === main ? '' : `${news.run}: `;
  const head = dim(spanText(news.at).padStart(8));
  return `${head}  ${run}${newsText(news, madeUp)}`;
}

function newsText(news: News, madeUp: Readonly<Record<string, Json>>): string {
  switch (news.is) {
    case 'visit':
      return visitText(`${news.path}#${news.visit.visit}`, news.visit, madeUp);
    case 'asked':
      return `${news.request} ${coloured('waiting', 'asks')}: ${news.prompt}`;
    case 'retry':
      return `${news.op} ${coloured('failed', 'failed')}: ${news.error.type}: ${news.error.title}; tries again in ${spanText(news.pauseMs)}`;
    case 'emitted':
      return `sends the event ${news.event.name}${news.event.key === undefined ? '' : ` (${news.event.key})`}`;
    case 'child':
      return `${news.op} starts ${news.id}`;
  }
}

function visitText(id: string, visit: VisitRecord, madeUp: Readonly<Record<string, Json>>): string {
  const status = `${id} ${coloured(visit.status)}`;
  if (visit.status === 'failed') return `${status}: ${visit.error.type}: ${visit.error.title}`;
  if (visit.status !== 'succeeded') return status;
  const outcome = visit.outcome === undefined ? '' : `: ${visit.outcome}`;
  const made = madeUp[id];
  return `${status}${outcome}${made === undefined ? '' : dim(`  (made up${made === null ? '' : `: ${short(made)}`})`)}`;
}

function short(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

export function outcomeLines(name: string, outcome: Outcome): readonly string[] {
  const { status, output, error, passedMs, requests, awaited, halted, madeUp, refused } = outcome;
  const made = [...new Set(Object.keys(madeUp).map(nodeOf))];
  return [
    `${name} ${coloured(status)} after ${spanText(passedMs)}`,
    ...(output === undefined ? [] : [JSON.stringify(output, null, 2)]),
    ...(error ? [`${error.instance ?? 'run'}: ${error.type}: ${error.title}`] : []),
    ...(error?.detail === undefined ? [] : [error.detail]),
    ...refused.map((title) => `An answer was refused: ${title}`),
    ...requests.map(({ id, prompt }) => `${id} asks: ${prompt}  Answer under \`people\`.`),
    ...awaited.map((event) => `An event ${event} is awaited. Send it under \`events\`.`),
    ...(halted ? ['It halts. Let it go on under `verbs`: `unpause`, or `step`.'] : []),
    ...(made.length === 0
      ? []
      : [dim(`Made up, as no fake says what they give: ${made.join(', ')}. Say it: --fakes FILE`)]),
  ];
}

/** As a key of `fakes` names it: `items#1[0]/check#1` → `items/check` */
function nodeOf(visit: string): string {
  return visit.replaceAll(/#\d+(?:\[\d+\])?/g, '');
}

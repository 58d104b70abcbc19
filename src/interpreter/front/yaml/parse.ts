/**
 * YAML text → a source with its tree, and the faults of the syntax. JSON is YAML. Owns the bounds that are checked
 * before the tree is read (bytes, words, nesting).
 *
 * P1. No step begins on a text of which a cheaper one has seen that it is too much: bytes, words, tokens, tree.
 * P2. The library finds no more faults than are shown: each costs it more than the word that it is about.
 */
import { Composer, type CST, Document, Lexer, LineCounter, Parser, YAMLParseError, YAMLWarning } from 'yaml';
import { maxDiagnostics, type Report } from '../faults.ts';
import { maxBytes, maxNesting, maxValues, maxWords } from '../limits.ts';
import type { Source } from './source.ts';
import { syntaxFault } from './syntax.ts';

interface Read {
  readonly source: Source;
  /** Asked for only afterwards, because places need the source. */
  readonly tell: (report: Report) => void;
}

export function parseYaml(text: string): Read {
  const plain = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const bytes = new TextEncoder().encode(plain).length;
  if (bytes > maxBytes) return unread((report) => tooLarge(report, bytes));
  const { words, tooMany, deep } = readWords(plain);
  if (tooMany) return unread(tooManyWords);
  const tokens = deep === undefined ? readTokens(words) : [];
  const size = measure(tokens);
  if (size.values > maxValues) return unread(tooManyValues);
  const nested = deep ?? size.deep;
  const lines = linesOf(plain);
  if (nested !== undefined) {
    const source = { text: plain, lines, document: new Document() };
    return { source, tell: (report) => tooNested(report, nested) };
  }
  const [document, ...others] = compose(tokens, lines, plain.length);
  return {
    source: { text: plain, lines, ...(document && { document }) },
    tell: (report) => tellAll(report, plain, document, others),
  };
}

function unread(tell: (report: Report) => void): Read {
  return { source: { text: '', lines: linesOf('') }, tell };
}

/** The words of the text up to where they are too many; `deep` is the offset at which brackets are nested too deep. */
function readWords(text: string): { words: readonly string[]; tooMany: boolean; deep?: number } {
  const words: string[] = [];
  let offset = 0;
  let depth = 0;
  for (const word of new Lexer().lex(text)) {
    if (words.push(word) > maxWords) return { words, tooMany: true };
    if (word === '[' || word === '{') depth++;
    else if (word === ']' || word === '}') depth--;
    if (depth > maxNesting) return { words, tooMany: false, deep: offset };
    if (!lexerMarks.has(word)) offset += word.length;
  }
  return { words, tooMany: false };
}

/** What the lexer says between words and is not in the text: a document, a flow that was not closed, a plain text. */
const lexerMarks: ReadonlySet<string> = new Set(['\u0002', '\u0018', '\u001F']);

/** Of what the parser does not expect only the first is kept, for no other is told; after many it is given up. */
function readTokens(words: readonly string[]): readonly CST.Token[] {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let stumbles = 0;
  const keep = (token: CST.Token): void => {
    if (token.type !== 'error' || ++stumbles === 1) tokens.push(token);
  };
  for (const word of words) {
    for (const token of parser.next(word)) keep(token);
    if (stumbles > maxDiagnostics) break;
  }
  for (const token of parser.end()) keep(token);
  return tokens;
}

/** Counted here, because the parser passes over line breaks inside of some tokens that it cannot read. */
function linesOf(text: string): LineCounter {
  const lines = new LineCounter();
  for (let start = 0; ; ) {
    lines.addNewLine(start);
    start = text.indexOf('\n', start) + 1;
    if (start === 0) return lines;
  }
}

/** Duplicate keys are looked for by `tree.ts`: the library compares each key with all before it. */
function compose(tokens: Iterable<CST.Token>, lines: LineCounter, end: number): Document[] {
  const composer = new Composer({
    version: '1.2',
    uniqueKeys: false,
    merge: false,
    lineCounter: lines,
    prettyErrors: false,
  });
  stopAtTooManyFaults(composer);
  const documents: Document[] = [];
  try {
    for (const document of composer.compose(tokens, true, end)) {
      // That there is a second one is told; nobody reads the others.
      if (documents.push(document) === 2) break;
    }
  } catch (stopped) {
    if (!(stopped instanceof TooManyFaults)) throw stopped;
    const document = new Document();
    Object.assign(document, composer.streamInfo());
    return [document];
  }
  return documents;
}

/** Thrown through the library: it has no other way to stop. */
class TooManyFaults extends Error {}

type FaultPlace = number | readonly [number, number, number?] | { offset: number; source?: string };

/** In place of the library's own method, which has no bound; otherwise it does the same. */
function stopAtTooManyFaults(composer: Composer): void {
  const keep = (
    place: FaultPlace,
    code: YAMLParseError['code'],
    message: string,
    isWarning?: boolean,
  ): void => {
    const { errors, warnings } = composer.streamInfo();
    // Before anything is kept: the library takes what is thrown while it reads a tag for a fault of the tag.
    if (errors.length + warnings.length > maxDiagnostics) throw new TooManyFaults();
    if (isWarning === true) warnings.push(new YAMLWarning(rangeOf(place), code, message));
    else errors.push(new YAMLParseError(rangeOf(place), code, message));
  };
  Reflect.set(composer, 'onError', keep);
}

function rangeOf(place: FaultPlace): [number, number] {
  if (typeof place === 'number') return [place, place + 1];
  if ('offset' in place) return [place.offset, place.offset + (place.source?.length ?? 1)];
  return [place[0], place[1]];
}

function tellAll(
  report: Report,
  text: string,
  document: Document | undefined,
  others: readonly Document[],
): void {
  const second = others[0];
  if (second) {
    const start = second.range?.[0] ?? 0;
    const hint = 'Post each definition on its own.';
    report(
      'OST107',
      { path: [], offsets: { start, end: start + 3 } },
      'There is more than one YAML document.',
      hint,
    );
  }
  // One mistake makes the parser stumble over what follows.
  const [first, ...rest] = document?.errors ?? [];
  if (first) tellError(report, text, first);
  for (const error of rest) if (error.code !== 'UNEXPECTED_TOKEN') tellError(report, text, error);
}

function tellError(report: Report, text: string, error: YAMLParseError): void {
  const { message, hint } = syntaxFault(text, error);
  const [start, end] = error.pos;
  report('OST101', { path: [], offsets: { start, end } }, message, hint);
}

const smaller = 'Move large texts into programs or tools, or split the definition.';

function tooLarge(report: Report, bytes: number): void {
  const message = `The definition is ${(bytes / 1024 / 1024).toFixed(1)} MiB; at most 4 MiB are read.`;
  report('OST501', { path: [] }, message, smaller);
}

function tooManyWords(report: Report): void {
  const message = `The definition has more than ${maxWords} words, marks and line breaks.`;
  report('OST501', { path: [] }, message, smaller);
}

function tooManyValues(report: Report): void {
  const message = `The definition has more than ${maxValues} keys and values.`;
  report('OST501', { path: [] }, message, smaller);
}

function tooNested(report: Report, offset: number): void {
  const offsets = { start: offset, end: offset + 1 };
  report('OST504', { path: [], offsets }, `The text is nested more than ${maxNesting} levels deep.`);
}

interface Measure {
  readonly values: number;
  /** Offset of the first token that is nested too deep. */
  readonly deep?: number;
}

/** Keys and values of all collections. With a list of its own in place of the call stack. */
function measure(tokens: readonly CST.Token[]): Measure {
  const open = tokens.map((token) => ({ token, depth: 0 }));
  let values = 0;
  for (let at = open.pop(); at; at = open.pop()) {
    if (at.depth > maxNesting) return { values, deep: at.token.offset };
    for (const token of inside(at.token)) {
      if (++values > maxValues) return { values };
      if ('items' in token) open.push({ token, depth: at.depth + 1 });
    }
  }
  return { values };
}

function inside(token: CST.Token): readonly CST.Token[] {
  if (token.type === 'document') return token.value ? [token.value] : [];
  if (!('items' in token)) return [];
  return token.items.flatMap(({ key, value }) => [key ?? [], value ?? []].flat());
}

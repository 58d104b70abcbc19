/**
 * YAML text → a source with its tree, and the faults of the syntax. JSON is YAML. Owns the bounds that are checked
 * before the text is read (size, nesting) and the words for the library's errors.
 */
import { Composer, type CST, type Document, Lexer, LineCounter, Parser, type YAMLError } from 'yaml';
import type { Report } from '../faults.ts';
import { maxBytes, maxNesting, maxWords } from '../limits.ts';
import type { Source } from './source.ts';
import { syntaxFault } from './syntax.ts';

/** Reads the tree. `report` is asked for only afterwards, because places need the source. */
export function parseYaml(text: string): { source: Source; tell: (report: Report) => void } {
  const plain = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const lines = linesOf(plain);
  const bytes = new TextEncoder().encode(plain).length;
  if (bytes > maxBytes) return { source: { text: '', lines }, tell: (report) => tooLarge(report, bytes) };
  const tokens = readTokens(plain);
  if (!tokens) return { source: { text: '', lines }, tell: tooManyWords };
  const deep = tooDeep(tokens);
  if (deep !== undefined) {
    const document = compose([], lines)[0];
    return { source: sourceOf(plain, lines, document), tell: (report) => tooNested(report, deep) };
  }
  const [document, ...others] = compose(tokens, lines, plain.length);
  return {
    source: sourceOf(plain, lines, document),
    tell: (report) => tellAll(report, plain, document, others),
  };
}

/**
 * Nothing when the text has more words than a definition can have. Of what the parser does not expect only the first
 * is kept, for no other is told.
 */
function readTokens(text: string): readonly CST.Token[] | undefined {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let words = 0;
  let stumbled = false;
  const keep = (token: CST.Token): void => {
    if (token.type !== 'error' || !stumbled) tokens.push(token);
    stumbled ||= token.type === 'error';
  };
  for (const word of new Lexer().lex(text)) {
    if (++words > maxWords) return undefined;
    for (const token of parser.next(word)) keep(token);
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

function sourceOf(text: string, lines: LineCounter, document: Document | undefined): Source {
  return { text, lines, ...(document && { document }) };
}

/** Duplicate keys are looked for by `tree.ts`: the library compares each key with all before it. */
function compose(tokens: Iterable<CST.Token>, lines: LineCounter, end = 0): Document[] {
  const composer = new Composer({
    version: '1.2',
    uniqueKeys: false,
    merge: false,
    lineCounter: lines,
    prettyErrors: false,
  });
  const documents: Document[] = [];
  for (const document of composer.compose(tokens, true, end)) {
    // That there is a second one is told; nobody reads the others.
    if (documents.push(document) === 2) break;
  }
  return documents;
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

function tellError(report: Report, text: string, error: YAMLError): void {
  const { message, hint } = syntaxFault(text, error);
  const [start, end] = error.pos;
  report('OST101', { path: [], offsets: { start, end } }, message, hint);
}

function tooLarge(report: Report, bytes: number): void {
  const message = `The definition is ${(bytes / 1024 / 1024).toFixed(1)} MiB; at most 4 MiB are read.`;
  report(
    'OST501',
    { path: [] },
    message,
    'Move large texts into programs or tools, or split the definition.',
  );
}

function tooManyWords(report: Report): void {
  const message = `The definition has more than ${maxWords} words, marks and line breaks.`;
  report(
    'OST501',
    { path: [] },
    message,
    'Move large values into programs or tools, or split the definition.',
  );
}

function tooNested(report: Report, offset: number): void {
  const offsets = { start: offset, end: offset + 1 };
  report('OST504', { path: [], offsets }, `The text is nested more than ${maxNesting} levels deep.`);
}

/** Offset of the first token that is nested too deep. With a list of its own in place of the call stack. */
function tooDeep(tokens: readonly CST.Token[]): number | undefined {
  const open = tokens.map((token) => ({ token, depth: 0 }));
  for (let at = open.pop(); at; at = open.pop()) {
    if (at.depth > maxNesting) return at.token.offset;
    for (const token of inside(at.token)) open.push({ token, depth: at.depth + 1 });
  }
  return undefined;
}

function inside(token: CST.Token): CST.Token[] {
  if (token.type === 'document') return token.value ? [token.value] : [];
  if (!('items' in token)) return [];
  return token.items.flatMap(({ key, value }) =>
    [key, value].filter((part) => part !== undefined && part !== null),
  );
}

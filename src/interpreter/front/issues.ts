/**
 * What zod finds, as diagnostics: the place, a plain sentence and the way out. Owns the words for faults of shape.
 */
import { z } from 'zod';
import { isObject, type Json } from '../json.ts';
import { suggest } from '../suggest.ts';
import type { Code } from './codes.ts';
import { hintForWord, isLater } from './document/words.ts';
import { maxDiagnostics, type Place, type Report } from './faults.ts';
import { hintForWordInside } from './document/words-inside.ts';
import { keyHome } from './key-homes.ts';
import { formatPath, type Path } from './path.ts';

type Issue = z.core.$ZodIssue;

/** @param value what was read; @param shape by which; @param path where it stands */
export function tellIssues(
  issues: readonly Issue[],
  value: Json,
  shape: z.core.$ZodType,
  path: Path,
  report: Report,
): void {
  const isMissed = (issue: Issue): boolean => isMissing(issue, value);
  const meant = new Set(issues.some(isMissed) ? issues.flatMap((issue) => meantKeys(issue, shape)) : []);
  for (const issue of issues) {
    // Who writes `promt` does not have to be told that `prompt` is missing.
    if (!(isMissed(issue) && meant.has(formatPath(pathOf(issue)))))
      tellIssue(issue, value, shape, path, report);
  }
}

/** Paths of the keys that unknown ones probably meant, as far as these will be shown. */
function meantKeys(issue: Issue, shape: z.core.$ZodType): readonly string[] {
  if (issue.code !== 'unrecognized_keys') return [];
  const known = keysAt(shape, issue.path);
  return issue.keys.slice(0, maxDiagnostics).flatMap((key) => {
    const near = suggest(key, known);
    const here = near === undefined ? [] : [formatPath([...pathOf(issue), near])];
    // Or it stands one level too deep.
    return [...here, formatPath([...pathOf(issue).slice(0, -1), key])];
  });
}

function pathOf(issue: Issue): Path {
  return issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
}

function isMissing(issue: Issue, value: Json): boolean {
  return issue.path.length > 0 && at(value, issue.path) === undefined;
}

function tellIssue(issue: Issue, value: Json, shape: z.core.$ZodType, base: Path, report: Report): void {
  const path = [...base, ...pathOf(issue)];
  const given = at(value, issue.path);
  // Numbers that JSON cannot keep were told where they are read.
  if (typeof given === 'number' && !(Math.abs(given) <= Number.MAX_SAFE_INTEGER)) return;
  switch (issue.code) {
    case 'unrecognized_keys':
      for (const key of issue.keys) tellUnknownKey(key, path, issue, value, shape, report);
      return;
    case 'invalid_union':
      tellUnion(issue, given, path, shape, report);
      return;
    case 'invalid_type':
    case 'invalid_value':
    case 'custom':
      tellValue(issue, given, path, report);
      return;
    case 'too_small':
    case 'too_big':
      report('OST211', { path }, `${named(path)} ${bound(issue)}.`);
      return;
    case 'invalid_format':
    case 'not_multiple_of':
    case 'invalid_key':
    case 'invalid_element':
      report('OST211', { path }, `${named(path)} must be ${formats[formatOf(issue)] ?? 'another value'}.`);
  }
}

const formats: Readonly<Record<string, string>> = { url: 'an address with http:// or https://' };

function formatOf(issue: Issue): string {
  return issue.code === 'invalid_format' ? issue.format : '';
}

/** `prompt`, `run[1]`. */
function named(path: Path): string {
  const word = path.findLastIndex((part) => typeof part === 'string');
  return `\`${formatPath(path.slice(Math.max(0, word)))}\``;
}

function at(value: Json, path: readonly PropertyKey[]): Json | undefined {
  let found: unknown = value;
  for (const part of path) {
    // Own properties only: a path of zod names what is there or what is missing.
    found =
      typeof found === 'object' && found !== null && Object.hasOwn(found, part)
        ? Reflect.get(found, part)
        : undefined;
  }
  // What stands in a JSON value is one.
  return found as Json | undefined;
}

function tellUnknownKey(
  key: string,
  path: Path,
  issue: Issue,
  value: Json,
  shape: z.core.$ZodType,
  report: Report,
): void {
  const place = { path: [...path, key], mark: 'key' } as const;
  if (isLater(key)) return tellLater(key, place, report);
  const known = keysAt(shape, issue.path);
  const hint = (): string | undefined => {
    const around = issue.path.findLast((part) => typeof part === 'string');
    const inside = around === undefined ? undefined : hintForWordInside(around, key);
    const home = keyHome(key, value, issue.path.length);
    const elsewhere = inside ?? (issue.path.length > 0 ? home : undefined) ?? hintForWord(key) ?? home;
    if (elsewhere !== undefined) return elsewhere;
    const near = suggest(key, known);
    if (near !== undefined) return `Did you mean \`${near}\`?`;
    return known.length > 0 ? `Here may stand ${known.join(', ')}.` : undefined;
  };
  report('OST202', place, `\`${key}\` is no key here.`, hint);
}

/** The keys of the object that stands at `path` of the shape. */
function keysAt(shape: z.core.$ZodType, path: readonly PropertyKey[]): readonly string[] {
  const found = path.reduce<readonly unknown[]>(
    (shapes, part) => shapes.flatMap((each) => child(each, part)),
    ways(shape),
  );
  return found.flatMap((each) => (each instanceof z.ZodObject ? Object.keys(each.shape) : []));
}

/** Without `optional`; of a union every branch. */
function ways(shape: unknown): readonly unknown[] {
  if (shape instanceof z.ZodOptional) return ways(shape.unwrap());
  return shape instanceof z.ZodUnion ? shape.options.flatMap(ways) : [shape];
}

function child(shape: unknown, part: PropertyKey): readonly unknown[] {
  if (shape instanceof z.ZodArray && typeof part === 'number') return ways(shape.element);
  if (shape instanceof z.ZodObject && typeof part === 'string') return ways(shape.shape[part]);
  return [];
}

/** Of the ways to write a value, the one of the type that was given; if none is, all types are named. */
function tellUnion(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  given: Json | undefined,
  path: Path,
  shape: z.core.$ZodType,
  report: Report,
): void {
  if (given === undefined) return missing(path, report);
  const fitting = issue.errors.find((errors) => !errors.some((error) => isTypeFault(error, given)));
  if (fitting) {
    // `invalid_union` gives no shape of its branch; its keys are found from the whole shape.
    const moved = fitting.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
    const base = path.slice(0, path.length - issue.path.length);
    tellIssues(moved, nest(issue.path, given), shape, base, report);
    return;
  }
  const types = issue.errors.flatMap((errors) =>
    errors.filter((error) => isTypeFault(error, given)).map((error) => expectedOf(error)),
  );
  const wanted = [...new Set(types)];
  report(
    'OST201',
    { path },
    `${named(path)} is ${oneOf(wanted)}, not ${typeOf(given)}.`,
    typeHint(path, wanted, given),
  );
}

/** The value again at its path, so that inner paths count from the same place. */
function nest(path: readonly PropertyKey[], value: Json): Json {
  return path.reduceRight<Json>((inner, part) => {
    if (typeof part !== 'number') return { [String(part)]: inner };
    const list: Json[] = [];
    list[part] = inner;
    return list;
  }, value);
}

function isTypeFault(issue: Issue, given: Json): boolean {
  if (issue.path.length > 0) return false;
  // One of several words was wanted, and this is another word.
  if (issue.code === 'invalid_value') return typeof given !== 'string';
  return issue.code === 'invalid_type' || issue.code === 'invalid_union';
}

function expectedOf(issue: Issue): string {
  if (issue.code === 'invalid_type') return names[issue.expected] ?? issue.expected;
  if (issue.code === 'invalid_value') return issue.values.map((word) => `\`${String(word)}\``).join(', ');
  if (issue.code === 'invalid_union')
    return oneOf(issue.errors.flatMap((errors) => errors.slice(0, 1).map((error) => expectedOf(error))));
  return 'another value';
}

const names: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
};

function oneOf(words: readonly string[]): string {
  const [first = 'another value', ...rest] = words;
  const final = rest.pop();
  return final === undefined ? first : `${[first, ...rest].join(', ')} or ${final}`;
}

function typeOf(value: Json): string {
  if (value === null) return 'nothing';
  if (isObject(value)) return 'a mapping';
  if (typeof value === 'object') return 'a list';
  if (typeof value === 'boolean') return `\`${value}\``;
  return typeof value === 'number'
    ? `the number ${value}`
    : `"${value.length > 40 ? `${value.slice(0, 40)}…` : value}"`;
}

/** How the value that was given is written where something of another type is wanted. */
function typeHint(path: Path, wanted: readonly string[], given: Json): string | undefined {
  const key = String(path.at(-1));
  const example = Object.hasOwn(examples, key) ? examples[key] : undefined;
  if (given === null)
    return example ?? 'Write a value, or leave the key out; what stands below it is indented more.';
  if (example !== undefined) return example;
  const scalar = typeof given !== 'object';
  if (wanted.includes('a text') && scalar) return `Put quotes round it: "${String(given)}".`;
  if (wanted.includes('a list') && scalar) return `Write a list: \`${key}: [${String(given)}]\`.`;
  const bare = typeof given === 'string' && /^(?:\d+(?:\.\d+)?|true|false)$/.test(given);
  return bare ? `Write it without quotes: ${given}.` : undefined;
}

/** Keys of which one sees best how they are written. */
const examples: Readonly<Record<string, string>> = {
  switch: 'Write `switch: { big: input.n > 10, small: true }`.',
  let: 'Write `let: { name: value }`.',
  set: 'Write `set: { name: value }`.',
  repeat: 'Write `repeat: { until: condition, max: 10 }`.',
  retry: 'Write `retry: 3`, or `retry: { attempts: 3, backoff: 10s }`.',
  limits: 'Write `limits: { timeout: 7d, parallel: 20 }`.',
  nodes: 'Each node stands below under its name, indented: `first: { run: [./work.sh] }`.',
  do: 'Each node stands below under its name, indented: `first: { run: [./work.sh] }`.',
  deadline: 'Write `deadline: { after: 2d }`.',
  fail: 'Write `fail: { type: rejected, title: What happened }`.',
  vars: 'Write `vars: { name: value }`.',
  join: 'Write `join: { count: 2 }` for the second one that comes.',
  again: 'Write how often at most: `again: 5`.',
  env: 'Write `env: { NAME: value }`.',
  secrets: 'Write `secrets: { NAME: secret }`.',
  human: 'Write the question: `human: Publish this?`; `outcomes`, `form` and `show` stand beside it.',
};

/** Missing keys of which one has to know more than the name. */
const missingHints: Readonly<Record<string, string>> = {
  ostinato: 'Begin with `ostinato: 1`.',
  max: 'Say how often at most: `repeat: { until: condition, max: 100 }`.',
  nodes: 'Add `nodes:`, and below it each node under its name.',
};

function missing(path: Path, report: Report): void {
  const key = String(path.at(-1));
  report(
    'OST204',
    { path: path.slice(0, -1), mark: 'key' },
    `\`${key}\` is missing here.`,
    missingHints[key] ?? `Add \`${key}:\`.`,
  );
}

function tellValue(
  issue: Extract<Issue, { code: 'invalid_type' | 'invalid_value' | 'custom' }>,
  given: Json | undefined,
  path: Path,
  report: Report,
): void {
  if (given === undefined) return missing(path, report);
  if (issue.code === 'custom') return tellCustom(issue, given, path, report);
  if (issue.code === 'invalid_type') {
    const wanted = expectedOf(issue);
    report(
      'OST201',
      { path },
      `${named(path)} is ${wanted}, not ${typeOf(given)}.`,
      typeHint(path, [wanted], given),
    );
    return;
  }
  if (path.length === 1 && path[0] === 'ostinato') {
    report('OST210', { path }, `The language version is 1, not ${typeOf(given)}.`, 'Write `ostinato: 1`.');
    return;
  }
  const near =
    typeof given === 'string'
      ? (otherWord(given, issue.values.map(String)) ?? suggest(given, issue.values.map(String)))
      : undefined;
  const hint = near === undefined ? undefined : `Did you mean \`${near}\`?`;
  report(
    'OST211',
    { path },
    `${named(path)} is ${oneOf(issue.values.map((word) => `\`${String(word)}\``))}, not ${typeOf(given)}.`,
    hint,
  );
}

/** What other systems call the values of `on`, `join`, `onItemError`, `assign` and `mode`. */
const otherWords: Readonly<Record<string, string>> = {
  error: 'failure failed fail on_failure catch',
  success: 'completed succeeded ok passed on_success complete',
  always: 'done finally all any either all_done',
  cancelled: 'canceled aborted',
  skipped: 'skip',
  any: 'one first or one_success race',
  all: 'and every both all_success',
  live: 'none_failed default merge',
  each: 'foreach for_each every_one',
  collect: 'settle all_settled gather continue',
  skip: 'ignore',
  fail: 'stop abort raise',
  human: 'person user manual people',
  agent: 'llm model bot',
  program: 'function code script functional_unit',
  buffered: 'queue queued durable',
  transient: 'live_only now',
};

function otherWord(given: string, possible: readonly string[]): string | undefined {
  const word = given.toLowerCase().replaceAll('-', '_');
  return possible.find((value) => otherWords[value]?.split(' ').includes(word));
}

function tellLater(word: string, place: Place, report: Report): void {
  const message = `\`${word}\` is part of the language but not of this version.`;
  report('OST203', place, message, 'Leave it out for now.');
}

function tellCustom(
  issue: Extract<Issue, { code: 'custom' }>,
  given: Json,
  path: Path,
  report: Report,
): void {
  // The codes are put there by `document/values.ts`.
  const code = (issue.params?.code ?? 'OST201') as Code;
  const what = issue.message === 'Invalid input' ? 'a value' : issue.message;
  const message =
    code === 'OST211'
      ? `${named(path)} must be ${what}.`
      : `${named(path)} is ${what}, not ${typeOf(given)}.`;
  report(code, { path }, message, customHint(code, given));
}

function customHint(code: Code, given: Json): string | undefined {
  if (code === 'OST211') return 'Only what belongs to a node, like its `title`, can read the run.';
  if (code !== 'OST209')
    return code === 'OST207' ? 'Letters, digits, _ and - only, no digit first.' : undefined;
  const bare = typeof given === 'number' || (typeof given === 'string' && /^\d+$/.test(given));
  return bare
    ? `A duration has a unit: \`${given}s\`, \`${given}m\`.`
    : 'Write it like 500ms, 30s, 10m, 2h, 7d or PT1H30M.';
}

function bound(issue: Extract<Issue, { code: 'too_small' | 'too_big' }>): string {
  const small = issue.code === 'too_small';
  const limit = small ? issue.minimum : issue.maximum;
  if (issue.origin === 'array') return small ? 'must not be empty' : `has at most ${limit} entries`;
  return `must be ${small ? 'at least' : 'at most'} ${limit}`;
}

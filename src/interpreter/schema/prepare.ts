/**
 * A user's schema → one that the validator may be given. Owns the rewriting, which keeps the meaning and
 * 1. copies, for the validator marks the schemas it is given and plans are frozen;
 * 2. leaves out what the validator must not follow (`$id`, keywords it does not know, formats that are not linear);
 * 3. sends `pattern` to RE2: the validator would use JavaScript's own engine, which a pattern can hang. It knows
 *    formats by name, so a fixed number of formats stands in for patterns, and each validation fills them in.
 * 4. writes `patternProperties` out as `properties` for the names that the value has;
 * 5. counts each time that a schema is applied, since the validator has no bound: references that meet again on the
 *    way down cost it the power of the depth.
 */
import { format } from '@cfworker/json-schema';
import { type Budget, newBudget, spendWork } from '../expression/limits.ts';
import { regex } from '../expression/regex.ts';
import { isObject } from '../json.ts';
import type { Json, JsonObject, JsonSchema } from '../json.ts';
import { MAX_PATTERNS, subschemas } from './check.ts';
import { formats, keywords } from './keywords.ts';

export interface Prepared {
  readonly schema: JsonSchema;
  /** Pattern of each stand-in format. */
  readonly patterns: readonly string[];
}

const STAND_IN = 'ostinato-pattern-';

/** Of the validation under way, which is synchronous. */
const current: { tests: ReadonlyMap<string, (text: string) => boolean>; budget: Budget } = {
  tests: new Map(),
  budget: newBudget(),
};
for (let index = 0; index < MAX_PATTERNS; index++) {
  const name = `${STAND_IN}${index}`;
  format[name] = (text) => current.tests.get(name)?.(text) ?? true;
}

/** To be called right before each validation; applying schemas and reading texts is paid from `budget`. */
export function install(prepared: Prepared, budget: Budget): void {
  const tests = prepared.patterns.map(
    (pattern, index) => [`${STAND_IN}${index}`, (text: string) => fits(pattern, text, budget)] as const,
  );
  current.tests = new Map(tests);
  current.budget = budget;
}

/** A pattern that is none fits everything: it has been told. */
function fits(pattern: string, text: string, budget: Budget): boolean {
  const compiled = regex(pattern);
  if (!compiled.ok) return true;
  spendWork(budget, compiled.cost(text.length));
  return compiled.test(text);
}

/** What applying one schema to one value costs the validator, in units of work. */
const ONE_SCHEMA = 16;

/** The validator reads this keyword whenever it applies a schema; no draft that is used here has it. */
function counted(schema: JsonObject): JsonObject {
  return Object.defineProperty(schema, '$recursiveAnchor', {
    get: () => spendWork(current.budget, ONE_SCHEMA),
  });
}

/** The pattern behind a stand-in format. */
export function patternOf(name: string, prepared: Prepared): string | undefined {
  return name.startsWith(STAND_IN) ? prepared.patterns[Number(name.slice(STAND_IN.length))] : undefined;
}

/** @param names all field names in the value, where the schema has `patternProperties` */
export function prepare(schema: JsonSchema, names: ReadonlySet<string>, budget: Budget): Prepared {
  const patterns: string[] = [];
  return { schema: rewrite(schema, { patterns, names, budget }) as JsonSchema, patterns };
}

/** Whether the keyword stands anywhere in the schema. */
export function hasKeyword(keyword: string, schema: Json): boolean {
  if (!isObject(schema)) return false;
  if (Object.hasOwn(schema, keyword)) return true;
  return Object.entries(schema).some(([name, value]) =>
    subschemas(keywords.get(name) ?? 'any', value).some(([, sub]) => hasKeyword(keyword, sub)),
  );
}

export function fieldNames(value: Json, names = new Set<string>()): ReadonlySet<string> {
  if (Array.isArray(value)) for (const item of value as readonly Json[]) fieldNames(item, names);
  if (!isObject(value)) return names;
  for (const [name, item] of Object.entries(value)) {
    names.add(name);
    fieldNames(item, names);
  }
  return names;
}

interface Rewriting {
  readonly patterns: string[];
  readonly names: ReadonlySet<string>;
  readonly budget: Budget;
}

function rewrite(schema: Json, at: Rewriting): Json {
  if (!isObject(schema)) return schema;
  const made: [string, Json][] = [];
  for (const [name, value] of Object.entries(schema)) {
    const kept = keyword(name, value, at);
    if (kept !== undefined) made.push([name, kept]);
  }
  const named = writtenOut(schema, at);
  if (named.length > 0) made.push(['properties', withNamed(Object.fromEntries(made).properties, named)]);
  const plain: JsonObject = Object.fromEntries(made);
  if (typeof schema.pattern !== 'string') return counted(plain);
  const others = Array.isArray(plain.allOf) ? (plain.allOf as readonly Json[]) : [];
  return counted({ ...plain, allOf: [...others, { format: standIn(schema.pattern, at) }] });
}

const dropped: readonly string[] = [
  '$id',
  '$schema',
  '$comment',
  'default',
  'examples',
  'pattern',
  'patternProperties',
];

function keyword(name: string, value: Json, at: Rewriting): Json | undefined {
  const kind = keywords.get(name);
  if (kind === undefined || dropped.includes(name)) return undefined;
  if (name === 'format') return typeof value === 'string' && formats.includes(value) ? value : undefined;
  if (kind === 'schema') return rewrite(value, at);
  if (kind === 'schemas' && Array.isArray(value))
    return (value as readonly Json[]).map((item) => rewrite(item, at));
  if (kind !== 'schema-map' || !isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rewrite(item, at)] as const));
}

function standIn(pattern: string, at: Rewriting): string {
  const known = at.patterns.indexOf(pattern);
  return `${STAND_IN}${known === -1 ? at.patterns.push(pattern) - 1 : known}`;
}

/** The schemas of `patternProperties`, for each name in the value that fits the pattern. */
function writtenOut(schema: JsonObject, at: Rewriting): readonly (readonly [string, Json])[] {
  const patterns = isObject(schema.patternProperties) ? Object.entries(schema.patternProperties) : [];
  return patterns.flatMap(([pattern, sub]) => {
    const fitting = [...at.names].filter((name) => fits(pattern, name, at.budget));
    return fitting.map((name) => [name, rewrite(sub, at)] as const);
  });
}

function withNamed(properties: Json | undefined, named: readonly (readonly [string, Json])[]): Json {
  const all = new Map<string, Json>(isObject(properties) ? Object.entries(properties) : []);
  for (const [name, schema] of named) {
    const known = all.get(name);
    all.set(name, known === undefined ? schema : { allOf: [known, schema] });
  }
  return Object.fromEntries(all);
}

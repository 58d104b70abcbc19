/**
 * A user's schema → one that the validator may be given. Owns the rewriting, which keeps the meaning and
 * 1. copies, for the validator marks the schemas it is given and plans are frozen;
 * 2. leaves out what the validator must not follow (`$id`, keywords it does not know, formats that are not linear);
 * 3. sends `pattern` to RE2: the validator would use JavaScript's own engine, which a pattern can hang. It knows
 *    formats by name, so a fixed number of formats stands in for patterns, and each validation fills them in.
 * 4. writes `patternProperties` out as `properties` for the names that the value has.
 */
import { format } from '@cfworker/json-schema';
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

const current = new Map<string, (text: string) => boolean>();
for (let index = 0; index < MAX_PATTERNS; index++) {
  const name = `${STAND_IN}${index}`;
  format[name] = (text) => current.get(name)?.(text) ?? true;
}

/** To be called right before each validation, which is synchronous. */
export function install(prepared: Prepared): void {
  prepared.patterns.forEach((pattern, index) => {
    const compiled = regex(pattern);
    if (compiled.ok) current.set(`${STAND_IN}${index}`, compiled.test);
  });
}

/** The pattern behind a stand-in format. */
export function patternOf(name: string, prepared: Prepared): string | undefined {
  return name.startsWith(STAND_IN) ? prepared.patterns[Number(name.slice(STAND_IN.length))] : undefined;
}

/** @param names all field names in the value, where the schema has `patternProperties` */
export function prepare(schema: JsonSchema, names: ReadonlySet<string>): Prepared {
  const patterns: string[] = [];
  return { schema: rewrite(schema, { patterns, names }) as JsonSchema, patterns };
}

export function hasPatternProperties(schema: Json): boolean {
  if (!isObject(schema)) return false;
  if (isObject(schema.patternProperties)) return true;
  return Object.entries(schema).some(([name, value]) =>
    subschemas(keywords.get(name) ?? 'any', value).some(([, sub]) => hasPatternProperties(sub)),
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
  if (typeof schema.pattern !== 'string') return plain;
  const others = Array.isArray(plain.allOf) ? (plain.allOf as readonly Json[]) : [];
  return { ...plain, allOf: [...others, { format: standIn(schema.pattern, at) }] };
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
    const compiled = regex(pattern);
    const fitting = [...at.names].filter((name) => compiled.ok && compiled.test(name));
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

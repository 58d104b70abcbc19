/** Static check of calls: does the function exist, do the arguments fit, is the regular expression one. */
import { suggest } from '../suggest.ts';
import { fits } from './call.ts';
import { paramWords, signature } from './functions/define.ts';
import type { Param, ParamKind } from './functions/define.ts';
import { library } from './functions/index.ts';
import { regex } from './regex.ts';
import { quote, report } from './report.ts';
import type { Check } from './report.ts';
import { lazyNames, macroNames } from './syntax.ts';
import type { Term } from './syntax.ts';
import { dyn, isNumeric, presentOf, typeName } from './type.ts';
import type { Type } from './type.ts';

type Call = Extract<Term, { kind: 'call' }>;

export function typeOfCall(term: Call, args: readonly Type[], check: Check): Type {
  const found = library.get(term.name);
  if (found === undefined) {
    report(check, term, 'function', `There is no function ${term.name}().`, hintFor(term.name));
    return dyn;
  }
  if (!fits(found, args.length)) {
    report(check, term, 'function', `${term.name}() is called as ${signature(found)}.`);
    return dyn;
  }
  const present = args.map(presentOf);
  let fine = true;
  found.params.forEach((param, index) => {
    const type = present[index];
    const arg = term.args[index];
    if (type === undefined || arg === undefined || accepts[param.kind](type)) return;
    fine = false;
    reportArgument(term, param, arg, type, check);
  });
  if (term.name === 'matches') checkPattern(term, check);
  return fine ? found.result(present) : dyn;
}

/** What people bring from other languages, and what CEL has but a run must not (its time zone functions ask the host). */
const otherwise: Readonly<Record<string, string>> = {
  len: 'Use size(x).',
  length: 'Use size(x).',
  count: 'Use size(x).',
  upperAscii: 'Use x.upper().',
  toUpperCase: 'Use x.upper().',
  lowerAscii: 'Use x.lower().',
  toLowerCase: 'Use x.lower().',
  includes: 'Use x.contains("part"), or y in x for lists.',
  concat: 'Use +.',
  push: 'Use list + [item].',
  toString: 'Use string(x).',
  tojson: 'Use json(x).',
  toJson: 'Use json(x).',
  stringify: 'Use json(x).',
  fromjson: 'Use fromJson(x).',
  reduce: 'Use sum(), min(), max() or join(); for more, a program or a tool.',
  find: 'Use x.filter(i, …).first().',
  some: 'Use x.exists(i, …).',
  any: 'Use x.exists(i, …).',
  every: 'Use x.all(i, …).',
  now: 'Use run.now.',
  timestamp: 'Instants are text: use epoch(x), plus(x, "2h"), date(x).',
  duration: 'Durations are text: use plus(run.now, "2h").',
  hasValue: 'Use has(a.b), or compare with null.',
  value: 'Use orValue(x).',
  if: 'Use condition ? x : y.',
};

function hintFor(name: string): string | undefined {
  if (Object.hasOwn(otherwise, name)) return otherwise[name];
  const near = suggest(name, [...library.keys(), ...macroNames, ...lazyNames]);
  return near === undefined ? undefined : `Did you mean ${near}()?`;
}

function reportArgument(term: Call, param: Param, arg: Term, type: Type, check: Check): void {
  const needed = `${term.name}() needs ${paramWords[param.kind]} as ${param.name}`;
  report(check, arg, 'type', `${needed}; ${quote(arg, check)} is of type ${typeName(type)}.`);
}

/** A pattern that is written out is tried now; others when the run reaches them. */
function checkPattern(term: Call, check: Check): void {
  const pattern = term.args[1];
  if (pattern?.kind !== 'literal' || typeof pattern.value !== 'string') return;
  const compiled = regex(pattern.value);
  if (compiled.ok) return;
  const hint = 'Patterns are RE2: no backreferences, no lookahead, no lookbehind.';
  report(check, pattern, 'regex', `This regular expression is refused: ${compiled.message}.`, hint);
}

const accepts: Readonly<Record<ParamKind, (type: Type) => boolean>> = {
  any: () => true,
  string: (type) => type.kind === 'dyn' || type.kind === 'string',
  number: (type) => type.kind === 'dyn' || isNumeric(type),
  bool: (type) => type.kind === 'dyn' || type.kind === 'bool',
  list: (type) => type.kind === 'dyn' || type.kind === 'list',
  map: (type) => type.kind === 'dyn' || type.kind === 'map',
  numbers: (type) => type.kind === 'dyn' || (type.kind === 'list' && accepts.number(type.item)),
  strings: (type) => type.kind === 'dyn' || (type.kind === 'list' && accepts.string(type.item)),
  measurable: (type) => ['dyn', 'string', 'list', 'map'].includes(type.kind),
};

/**
 * `npm run fuzz -- [--seconds 60] [--seed N]`: random texts from the seed on, until the time is over. What breaks a
 * promise is made smaller and kept in `test/fuzz/found/`, where the tests try it from then on.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { isObject, type Json } from '../src/interpreter/json.ts';
import { parseYaml } from '../src/interpreter/front/yaml/parse.ts';
import { readTree } from '../src/interpreter/front/yaml/tree.ts';
import { keepsItsPromises } from '../test/fuzz/promises.ts';
import { textOf } from '../test/fuzz/texts.ts';
import { catalogue } from '../test/interpreter/front/support.ts';

const { values } = parseArgs({ options: { seconds: { type: 'string' }, seed: { type: 'string' } } });
const first = Number(values.seed ?? Date.now() % 1_000_000_000);
const end = Date.now() + Number(values.seconds ?? 60) * 1_000;

const found = new Set<string>();
let seed = first;
for (; Date.now() < end; seed++) {
  const text = textOf(seed);
  const fault = faultOf(text);
  if (fault === undefined || found.has(fault)) continue;
  found.add(fault);
  const file = `test/fuzz/found/seed-${seed}.yaml`;
  await writeFile(file, smaller(text, fault));
  console.log(`seed ${seed}: ${fault}\n  kept in ${file}`);
}
console.log(`${seed - first} texts, seeds ${first} to ${seed - 1}: ${found.size} ways to break a promise.`);
process.exitCode = found.size === 0 ? 0 : 1;

/** The promise that the text breaks, as one line that tells one fault from another. */
function faultOf(text: string): string | undefined {
  try {
    keepsItsPromises(text, catalogue);
    return undefined;
  } catch (error) {
    const [line = ''] = String(error).split('\n');
    return line.replaceAll(/\d+/g, 'N');
  }
}

/** Leaves out whatever the fault does not need. */
function smaller(text: string, fault: string): string {
  const { source, tell } = parseYaml(text);
  const errors: string[] = [];
  tell((code) => errors.push(code));
  let tree = errors.length === 0 ? readTree(source, () => undefined) : null;
  if (faultOf(stringify(tree)) !== fault) return text;
  for (let again = true; again; ) {
    const next = without(tree).find((candidate) => faultOf(stringify(candidate)) === fault);
    again = next !== undefined;
    tree = next ?? tree;
  }
  return stringify(tree);
}

/** The tree without each of its parts, the largest first. */
function without(tree: Json): Json[] {
  if (Array.isArray(tree)) {
    const items: readonly Json[] = tree;
    return items.flatMap((item, at) => [
      items.filter((_, index) => index !== at),
      ...without(item).map((smallerItem) => items.with(at, smallerItem)),
    ]);
  }
  if (!isObject(tree)) return [];
  return Object.entries(tree).flatMap(([key, value]) => {
    const { [key]: _, ...others } = tree;
    return [others, ...without(value).map((smallerValue) => ({ ...tree, [key]: smallerValue }))];
  });
}

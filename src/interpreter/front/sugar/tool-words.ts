/**
 * Other ways to write a call of a tool: `component` and `action`, and kinds that tools bring along. Owns their
 * writing out as `tool` and `input`.
 */
import { isObject, type Json, type JsonObject } from '../../json.ts';
import { suggest } from '../../suggest.ts';
import { kinds } from '../document/kinds.ts';
import { inside, type Spot, type Sugar } from './spot.ts';

/** Whether the key says what kind the node is, shorthands included. */
export function isKindWord(key: string, { toolKinds }: Sugar): boolean {
  return kinds.some((kind) => kind === key) || key === 'component' || key === 'action' || toolKinds.has(key);
}

/** A node that has a kind of the language is left as it is. */
export function writeOutTool(node: JsonObject, spot: Spot, sugar: Sugar): JsonObject {
  if (kinds.some((kind) => Object.hasOwn(node, kind))) return node;
  const keys = Object.keys(node);
  for (const key of keys) {
    const tool = sugar.toolKinds.get(key);
    if (tool !== undefined) return toolKind(node, key, tool, spot, sugar);
  }
  if (Object.hasOwn(node, 'component') || Object.hasOwn(node, 'action')) return action(node, spot, sugar);
  for (const key of keys) {
    const near = key.includes('.') ? suggest(key, sugar.toolKinds.keys()) : undefined;
    if (near !== undefined) return misspeltKind(node, key, near, spot, sugar);
  }
  return node;
}

/** `crm.lookup: { … }` → `tool: crm.find_customer`, `input: { … }`. */
function toolKind(node: JsonObject, word: string, tool: string, spot: Spot, sugar: Sugar): JsonObject {
  const { [word]: input = null, ...rest } = node;
  if (Object.hasOwn(rest, 'input')) {
    const place = { path: [...spot.from, 'input'], mark: 'key' } as const;
    sugar.report('OST213', place, `The input stands under \`${word}\` already.`, `Move it there.`);
  }
  sugar.moved([...spot.at, 'tool'], [...spot.from, word]);
  sugar.moved([...spot.at, 'input'], [...spot.from, word]);
  return { ...rest, tool, input };
}

/** Told here, and then read as the kind that was meant. */
function misspeltKind(node: JsonObject, word: string, near: string, spot: Spot, sugar: Sugar): JsonObject {
  const place = { path: [...spot.from, word], mark: 'key' } as const;
  sugar.report('OST205', place, `There is no kind \`${word}\`.`, `Did you mean \`${near}\`?`);
  return toolKind(node, word, sugar.toolKinds.get(near) ?? near, spot, sugar);
}

/** `component: crm`, `action: find` → `tool: crm.find`. */
function action(node: JsonObject, spot: Spot, sugar: Sugar): JsonObject {
  const { component, action, ...rest } = node;
  const name = [wordAt(component, 'component', spot, sugar), wordAt(action, 'action', spot, sugar)];
  sugar.moved([...spot.at, 'tool'], [...spot.from, component === undefined ? 'action' : 'component']);
  return { ...rest, tool: name.join('.') };
}

function wordAt(value: Json | undefined, key: string, spot: Spot, { report }: Sugar): string {
  if (typeof value === 'string' && value !== '') return value;
  const hint = 'The tool `crm.find` is written `component: crm` and `action: find`, or `tool: crm.find`.';
  if (value === undefined)
    report('OST204', { path: spot.from, mark: 'key' }, `\`${key}\` is missing here.`, hint);
  else {
    const what = isObject(value) || Array.isArray(value) ? 'more than that' : 'no text';
    report('OST201', { path: inside(spot, key).from }, `\`${key}\` is a text, and this is ${what}.`, hint);
  }
  return '';
}

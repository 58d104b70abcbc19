/**
 * Kinds that the interpreter does itself, in no time: `let`, `set`, `switch`. Owns their results; nothing of them is
 * recorded in Temporal's history.
 */
import type { Json } from '../../json.ts';
import { isObject } from '../../json.ts';
import type { LetNode, SetNode, SwitchNode } from '../../plan.ts';
import { collectorOf } from '../appends.ts';
import { frame, isTrue, valueOf, valuesOf } from '../bindings.ts';
import type { Append, Ending, VisitRef } from '../state.ts';
import type { Step } from '../step.ts';
import { failed } from './started.ts';

export function startLet(step: Step, at: VisitRef, node: LetNode): Ending {
  const values = valuesOf(step, at, node.values);
  return values.ok ? { status: 'succeeded', output: values.value } : failed(values.error);
}

/** All values are read before any is written. What is added in items is collected first (S20). */
export function startSet(step: Step, at: VisitRef, node: SetNode): Ending {
  const { vars } = frame(step, at.scope);
  const collector = collectorOf(step, at);
  const written: Record<string, Json> = {};
  const added: Append[] = [];
  for (const { name, how, value: template } of node.values) {
    const value = valueOf(step, at, template);
    if (!value.ok) return failed(value.error);
    const before = vars[name] ?? null;
    if (how === 'replace') written[name] = value.value ?? null;
    else if (!Array.isArray(before)) return failed(notAList(name, before));
    else if (collector) added.push([name, value.value ?? null]);
    else written[name] = [...before, value.value ?? null];
  }
  Object.assign(vars, written);
  collector?.appends.push(...added);
  return { status: 'succeeded', output: collector ? Object.fromEntries(added) : written };
}

function notAList(name: string, value: Json) {
  const found = value === null ? 'null' : isObject(value) ? 'an object' : `a ${typeof value}`;
  return {
    type: 'expression',
    title: `\`add\` needs a list, but vars.${name} is ${found}`,
    detail: `Declare it as \`vars: { ${name}: [] }\`.`,
    retryable: false,
  };
}

/** The first true condition is the outcome; without one there is none, and the edges are passed over (S18). */
export function startSwitch(step: Step, at: VisitRef, node: SwitchNode): Ending {
  for (const [outcome, condition] of node.cases) {
    if (condition === true) return { status: 'succeeded', outcome };
    const holds = isTrue(step, at, condition);
    if (!holds.ok) return failed(holds.error);
    if (holds.value) return { status: 'succeeded', outcome };
  }
  return { status: 'succeeded', mute: true };
}

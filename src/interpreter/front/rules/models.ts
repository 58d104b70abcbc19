/** Every agent has a model, named as `provider/name`; templates and aliases are not of this version (settled 17). */
import type { Report } from '../faults.ts';
import { modelForms, parseModel } from '../document/model-name.ts';
import type { Path } from '../path.ts';
import { ofKind, type Rule } from './rule.ts';

export const models: Rule = ({ model }, report) => {
  const fallback = model.document.defaults?.model;
  if (fallback !== undefined) checkName(fallback, ['defaults', 'model'], report);
  for (const [node, { agent }] of ofKind(model, 'agent')) {
    if (typeof agent === 'string') template(agent, [...node.path, 'agent'], report);
    else if (agent.model !== undefined) checkName(agent.model, [...node.path, 'agent', 'model'], report);
    else if (fallback === undefined && model.catalogue.defaultModel === undefined) {
      unnamed([...node.path, 'agent'], report);
    }
  }
  if (fallback !== undefined || model.catalogue.defaultModel !== undefined) return;
  for (const [node] of ofKind(model, 'human'))
    if (node.texts.fields?.kind === 'agent') unnamed([...node.path, 'human'], report);
};

function unnamed(path: Path, report: Report): void {
  const hint = 'Write `agent: { model: openai/NAME }`, `defaults: { model: … }`, or set OSTINATO_MODEL.';
  report('OST415', { path, mark: 'key' }, 'Nothing says which model this agent is.', hint);
}

function template(name: string, path: Path, report: Report): void {
  const hint = parseModel(name)
    ? `Write \`agent: { model: ${name} }\`.`
    : 'Write it in place: `agent: { model: openai/NAME, instructions: … }`.';
  report(
    'OST214',
    { path },
    `\`${name}\` would be an agent template, and these come in a later version.`,
    hint,
  );
}

function checkName(name: string, path: Path, report: Report): void {
  if (parseModel(name)) return;
  const message = name.includes('/')
    ? `\`${name}\` names no known provider.`
    : `\`${name}\` would be an alias of a model, and these come in a later version.`;
  report('OST214', { path }, message, `Write ${modelForms}.`);
}

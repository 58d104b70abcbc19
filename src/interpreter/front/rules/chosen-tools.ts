/** A tool that is chosen when the run is there is one of a list, so that all of them can be checked before. */
import { isChosen } from '../resolve/fields/work.ts';
import { ofKind, type Rule } from './rule.ts';

export const chosenTools: Rule = ({ model }, report) => {
  for (const [node, { tool, tools }] of ofKind(model, 'tool')) {
    if (isChosen(tool) && !tools) {
      const message = 'Nothing says which tools this may choose.';
      const hint = 'List them beside it: `tools: [web.search, http.request]`.';
      report('OST204', { path: [...node.path, 'tool'] }, message, hint);
    }
    if (!isChosen(tool) && tools) {
      const message = 'Nothing is chosen here: `tool` names one.';
      const hint = 'Leave `tools` out, or choose: `tool: ${ input.tool }`.';
      report('OST213', { path: [...node.path, 'tools'], mark: 'key' }, message, hint);
    }
  }
};

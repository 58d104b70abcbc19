/** What is written as the input of a tool fits its schema, as far as it is written; of tools to choose from, one. */
import { literalFaults } from '../literal.ts';
import { isChosen } from '../resolve/fields/work.ts';
import { ofKind, type Rule } from './rule.ts';

export const toolInput: Rule = ({ model }, report) => {
  const tools = new Map(model.catalogue.tools.map((tool) => [tool.name, tool]));
  for (const [node, document] of ofKind(model, 'tool')) {
    const names = isChosen(document.tool) ? (document.tools ?? []) : [document.tool];
    const faults = names.map((name) =>
      literalFaults(tools.get(name)?.input, document.input ?? {}, [...node.path, 'input']),
    );
    // Where the tool is chosen later, what one of them takes may be right.
    if (faults.some((each) => each.length === 0)) continue;
    for (const { path, mark, message, hint } of faults[0] ?? [])
      report('OST413', { path, mark }, message, hint);
  }
};

/** What is written as the input of a tool fits its schema, as far as it is written. */
import { literalFaults } from '../literal.ts';
import { ofKind, type Rule } from './rule.ts';

export const toolInput: Rule = ({ model }, report) => {
  const tools = new Map(model.catalogue.tools.map((tool) => [tool.name, tool]));
  for (const [node, document] of ofKind(model, 'tool')) {
    const schema = tools.get(document.tool)?.input;
    for (const { path, mark, message, hint } of literalFaults(schema, document.input ?? {}, [
      ...node.path,
      'input',
    ])) {
      report('OST413', { path, mark }, message, hint);
    }
  }
};

/** `ostinato graph`: a definition as Mermaid text. */
import { Command } from 'commander';
import { connect } from '../connect.ts';
import { formatOf, isFile, readText } from '../files.ts';
import { type JsonOption, jsonOption, print, printJson } from '../output.ts';
import { withFaults } from '../post.ts';

export function command(): Command {
  return new Command('graph')
    .description('print the graph of a file or of a stored workflow as Mermaid text')
    .argument('<target>', 'a file, or the name of a workflow')
    .addOption(jsonOption())
    .action(graph);
}

async function graph(target: string, { json }: JsonOption): Promise<void> {
  const text = isFile(target) ? await graphOfFile(target, json) : await (await connect()).graph(target);
  if (json) printJson({ format: 'mermaid', graph: text });
  else print(text.trimEnd());
}

async function graphOfFile(file: string, json?: true): Promise<string> {
  const client = await connect();
  const text = await readText(file);
  const check = () => client.check(text, { format: formatOf(file), graph: true });
  const { graph = '' } = await withFaults(file, text, check, json);
  return graph;
}

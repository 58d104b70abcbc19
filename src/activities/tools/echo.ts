/** `data.echo`: gives back its input. For trying definitions, and for values that should stand in the history. */
import { defineTool } from './define.ts';

export const echo = defineTool({
  name: 'data.echo',
  description: 'Gives back its input unchanged.',
  input: true,
  output: true,
  effect: 'read',
  quick: true,
  run: (input) => input,
});

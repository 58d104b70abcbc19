/** The same graphs as definitions of Ostinato. Owns their text. */
const head = (name: string) => `ostinato: 1\nname: ${name}\n`;
const step = (name: string, after?: string, tool = 'bench.noop') =>
  `  ${name}: { ${after ? `after: ${after}, ` : ''}tool: ${tool}, input: { value: 1 } }\n`;

export function chain(steps: number, tool?: string): string {
  let text = `${head('bench-chain')}nodes:\n`;
  for (let index = 0; index < steps; index++)
    text += step(`s${index}`, index === 0 ? undefined : `s${index - 1}`, tool);
  return text;
}

export function fanOut(width: number, tool?: string): string {
  let text = `${head('bench-fan-out')}limits: { parallel: 100 }\nnodes:\n`;
  for (let index = 0; index < width; index++) text += step(`s${index}`, undefined, tool);
  return `${text}output: done\n`;
}

/** Turns of one step. */
export function loop(turns: number): string {
  return `${head('bench-loop')}nodes:\n  r: { repeat: ${turns}, nodes: { s: { tool: bench.noop, input: { value: 1 } } } }\noutput: done\n`;
}

/** Items of one step, with its result. */
export function map(items: number): string {
  const inner = `{ s: { tool: bench.noop, input: { value: "\${ item }" } } }`;
  return `${head('bench-map')}nodes:
  m: { map: "\${ range(0, ${items}) }", nodes: ${inner}, output: "\${ nodes.s.output.value }" }
output: "\${ size(nodes.m.output) }"
`;
}

export function human(): string {
  return `${head('bench-human')}nodes:\n  ask: { human: Go on?, outcomes: [ok] }\n${step('next', 'ask.ok')}`;
}

export function tiny(): string {
  return `${head('bench-tiny')}nodes:\n${step('only')}`;
}

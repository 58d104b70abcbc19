/**
 * Reads the texts in a process of its own, whose memory can be bounded and looked at: one line of JSON for each with
 * its codes and its time in ms, and at last the most memory that the process had, in MiB.
 */
import { compileDefinition } from '../../../../src/interpreter/index.ts';
import { catalogue } from '../support.ts';
import { texts } from './texts.ts';

for (const [name, [make]] of Object.entries(texts)) {
  const text = make();
  const start = process.cpuUsage();
  const { diagnostics } = compileDefinition(text, catalogue);
  const { user, system } = process.cpuUsage(start);
  const codes = [...new Set(diagnostics.map(({ code }) => code))];
  tell({ name, codes, ms: Math.round((user + system) / 1_000) });
}
tell({ peak: Math.round(process.resourceUsage().maxRSS / 1_024) });

function tell(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

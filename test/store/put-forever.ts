/** Puts definitions without end and reports each answered put on a line of its own; for the kill test. */
import { createFileDefinitions } from '../../src/store/file-definitions.ts';

const [folder = '', start = '0'] = process.argv.slice(2);
const store = createFileDefinitions(folder);
for (let round = Number(start); ; round++) {
  const name = `flow-${round % 3}`;
  const text = `name: ${name}\nround: ${round}\n${'x'.repeat(20_000)}`;
  const { definition } = await store.put(name, text, 'yaml');
  process.stdout.write(
    `${JSON.stringify({ round, name, version: definition.version, hash: definition.hash })}\n`,
  );
}

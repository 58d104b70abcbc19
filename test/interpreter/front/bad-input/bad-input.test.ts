/** Whatever is posted, the answer comes within bounded memory; the time limit is a kill-timer for all of them. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { texts } from './texts.ts';

const program = fileURLToPath(new URL('./read-all.ts', import.meta.url));
const minutes = 4 * 60_000;

interface Line {
  readonly name?: string;
  readonly codes?: readonly string[];
  readonly peak?: number;
}

describe('bad input', () => {
  it('is answered with what is wrong, within 500 MiB', { timeout: minutes }, async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['--max-old-space-size=256', program], {
      timeout: minutes,
    });
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
    for (const { name, codes = [] } of lines) {
      const [, ...wanted] = (name === undefined ? undefined : texts[name]) ?? [];
      expect([name, codes]).toEqual([name, wanted.length === 0 ? [] : expect.arrayContaining(wanted)]);
    }
    expect(lines).toHaveLength(Object.keys(texts).length + 1);
    expect(lines.at(-1)?.peak).toBeLessThan(500);
  });
});

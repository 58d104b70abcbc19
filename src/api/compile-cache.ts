/** Remembers what the latest texts compile to, so that starting a run costs no parsing. Owns nothing else. */
import type { AppDeps, Compiled } from './context.ts';

const kept = 64;

/** Same answers as `compile`, which is a pure function of its arguments; the catalogue must stay the same. */
export function cachedCompile(compile: AppDeps['compile']): AppDeps['compile'] {
  const byText = new Map<string, Compiled>();
  return (text, catalogue, options = {}) => {
    const key = options.assign === undefined ? text : `${JSON.stringify(options.assign)}\n${text}`;
    const compiled = byText.get(key) ?? compile(text, catalogue, options);
    // Taken out and put in again, the text is the youngest.
    byText.delete(key);
    byText.set(key, compiled);
    const [oldest] = byText.keys();
    if (byText.size > kept && oldest !== undefined) byText.delete(oldest);
    return compiled;
  };
}

/** What the tests of the rules share. */
import { compile, withNodes } from '../support.ts';

/** Codes with their paths, by place, without those that the test is not about. */
export function found(nodes: string, rest = '', about = /./): string[] {
  const { diagnostics } = compile(withNodes(nodes, rest));
  return diagnostics.filter(({ code }) => about.test(code)).map(({ code, path }) => `${code} ${path}`.trim());
}

/** The hints of one code. */
export function hints(nodes: string, code: string, rest = ''): (string | undefined)[] {
  return compile(withNodes(nodes, rest))
    .diagnostics.filter((each) => each.code === code)
    .map(({ hint }) => hint);
}

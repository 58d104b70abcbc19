/** What is written out literally and would fail in every run: no program, a folder outside, no instant, no name. */
import { parseInstant } from '../../duration.ts';
import type { DocumentOf } from '../document/kinds.ts';
import type { Report } from '../faults.ts';
import type { Path } from '../path.ts';
import { ofKind, type Rule } from './rule.ts';

export const writtenOut: Rule = ({ model }, report) => {
  for (const [{ path }, document] of ofKind(model, 'run')) checkRun(document, path, report);
  for (const [{ path }, { wait }] of ofKind(model, 'wait'))
    if (typeof wait !== 'string') checkInstant(wait.until, [...path, 'wait', 'until'], report);
  for (const [{ path }, { deadline }] of ofKind(model, 'human'))
    checkInstant(deadline?.until, [...path, 'deadline', 'until'], report);
  for (const [{ path }, { map }] of ofKind(model, 'map')) {
    if (Array.isArray(map) || (typeof map === 'string' && map.includes('${'))) continue;
    const hint = 'Write `map: ${ input.items }`, or the items themselves: `map: [a, b]`.';
    report('OST211', { path: [...path, 'map'] }, 'What is mapped is a list.', hint);
  }
  for (const [{ path, outcomes }] of ofKind(model, 'switch')) {
    if (outcomes.length > 0) continue;
    const hint = 'Write `outcome: condition`; `other: true` at the end takes the rest.';
    report('OST211', { path: [...path, 'switch'] }, 'This `switch` has no outcomes.', hint);
  }
};

function checkRun({ run, cwd, env, secrets }: DocumentOf<'run'>, path: Path, report: Report): void {
  const program = typeof run === 'string' ? run : run[0];
  if (program?.trim() === '') {
    const hint = 'The first text names it: `run: [./work.sh, argument]`.';
    report('OST211', { path: [...path, 'run'] }, 'No program is named.', hint);
  }
  if (cwd !== undefined && !cwd.includes('${') && leadsOut(cwd)) {
    const hint = 'Write a path inside, like `out`; `programs/` is where programs are looked up.';
    const message = `\`cwd\` "${cwd}" leads out of the folder of the visit.`;
    report('OST211', { path: [...path, 'cwd'] }, message, hint);
  }
  for (const [key, names] of Object.entries({ env: env ?? {}, secrets: secrets ?? {} })) {
    for (const name of Object.keys(names).filter((each) => /^$|[=\0]|\$\{/.test(each))) {
      const message = `"${name}" is no name of an environment variable.`;
      const hint = 'A name has no = and no ${ }: `env: { TOPIC: "${ input.topic }" }`.';
      report('OST211', { path: [...path, key, name], mark: 'key' }, message, hint);
    }
  }
}

/** As the worker judges it, which resolves the path inside the folder. */
function leadsOut(path: string): boolean {
  let depth = 0;
  for (const part of path.split('/')) {
    if (part === '..') depth--;
    else if (part !== '' && part !== '.') depth++;
    if (depth < 0) return true;
  }
  return path.startsWith('/');
}

function checkInstant(text: string | undefined, path: Path, report: Report): void {
  if (text === undefined || text.includes('${') || parseInstant(text) !== undefined) return;
  const hint = 'Write it with its offset: "2026-01-31T09:00:00Z", "2026-01-31T09:00:00+01:00".';
  report('OST211', { path }, `\`until\` is an instant, not "${text}".`, hint);
}

/** Files that nodes leave and are given lie in the folder of the visit, each at a place of its own. */
import { pathFault } from '../../artifact.ts';
import type { NodeModel } from '../model.ts';
import type { Path } from '../path.ts';
import type { Report } from '../faults.ts';
import { ofKind, type Rule } from './rule.ts';

export const filePaths: Rule = ({ model }, report) => {
  for (const [node, { mount = {} }] of ofKind(model, 'agent')) mountPaths(node, mount, report);
  for (const [node, { artifacts = {}, mount = {} }] of ofKind(model, 'run')) {
    for (const [name, file] of Object.entries(artifacts)) {
      const at = [...node.path, 'artifacts', name];
      if (typeof file === 'string') tell(file, { path: at }, report);
      else tell(file.path, { path: [...at, 'path'] }, report);
    }
    mountPaths(node, mount, report);
  }
};

function mountPaths(
  { path: node }: NodeModel,
  mount: Readonly<Record<string, string>>,
  report: Report,
): void {
  const paths = Object.keys(mount);
  for (const path of paths) {
    const place = { path: [...node, 'mount', path], mark: 'key' } as const;
    if (path.includes('${')) report('OST108', place, 'A key cannot hold an expression.');
    tell(path, place, report);
    const inside = paths.find((other) => path.startsWith(`${other}/`));
    if (inside !== undefined)
      report(
        'OST211',
        place,
        `\`${path}\` lies in \`${inside}\`, which is a file.`,
        'Give each a path of its own.',
      );
  }
}

/** Where an expression stands in it, the path is known when the run is there. */
function tell(path: string, place: { readonly path: Path; readonly mark?: 'key' }, report: Report): void {
  const fault = path.includes('${') ? undefined : pathFault(path);
  if (fault === undefined) return;
  const hint = 'Write a path in the folder of the visit, with `/` between its parts: `out/report.pdf`.';
  report('OST211', place, `The path \`${path}\` ${fault}.`, hint);
}

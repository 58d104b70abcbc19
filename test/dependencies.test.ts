/** docs/dependencies.md has a line for each package, and for no other. */
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';

/** `@temporalio/client, worker` stands for two packages of one scope. */
function packagesOf(cell: string): string[] {
  return cell.split(', ').map((name, _, names) => {
    const scope = /^(@[^/]+\/)/.exec(names[0] ?? '')?.[1] ?? '';
    return name.includes('/') || !scope.startsWith('@temporalio') ? name : scope + name;
  });
}

it('docs/dependencies.md says of each package why it is here', async () => {
  const page = await readFile('docs/dependencies.md', 'utf8');
  const rows = [...page.matchAll(/^\| (?!package|---)(.+?) \| (.+) \|$/gm)];
  const listed = rows.flatMap(([, cell = '']) => packagesOf(cell));
  const { dependencies, devDependencies } = JSON.parse(await readFile('package.json', 'utf8')) as Record<
    string,
    Record<string, string>
  >;
  const installed = Object.keys({ ...dependencies, ...devDependencies });
  expect(listed.toSorted()).toEqual(installed.toSorted());
});

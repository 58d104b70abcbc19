/** docker-compose.yml and the Dockerfile name only what there is, and open nothing to the network. */
import { execFile } from 'node:child_process';
import { access, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { variables } from '../src/config-variables.ts';
import { serverArguments } from '../src/launcher/flags.ts';

interface Compose {
  readonly services: Readonly<
    Record<
      string,
      {
        readonly depends_on?: Readonly<Record<string, unknown>>;
        readonly environment?: Readonly<Record<string, string>>;
        readonly ports?: readonly string[];
        readonly command?: readonly string[];
        readonly build?: string;
      }
    >
  >;
  readonly configs: { readonly temporal: { readonly content: string } };
}

const run = promisify(execFile);
const text = await readFile('docker-compose.yml', 'utf8');
const compose = parse(text, { merge: true }) as Compose;
const services = Object.entries(compose.services);

const hasCompose = await run('docker', ['compose', 'version']).then(
  () => true,
  () => false,
);

describe('docker-compose.yml', () => {
  it('depends only on services that it has', () => {
    const wanted = services.flatMap(([, service]) => Object.keys(service.depends_on ?? {}));
    expect(wanted.filter((name) => !(name in compose.services))).toEqual([]);
  });

  it('opens ports on this machine only', () => {
    const ports = services.flatMap(([, service]) => service.ports ?? []);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  it('sets only variables that Ostinato reads, for commands that it has', async () => {
    const ours = services.filter(([, service]) => service.build !== undefined).map(([, service]) => service);
    expect(ours).toHaveLength(2);
    for (const { environment, command } of ours) {
      expect(Object.keys(environment ?? {}).filter((name) => !(name in variables))).toEqual([]);
      await access(`src/cli/commands/${command?.[0]}.ts`);
    }
  });

  it('tunes Temporal as the embedded server is tuned', () => {
    const places = { database: '/d', port: 1, uiPort: 2, namespace: 'n' };
    const flags = serverArguments(places)
      .flatMap((flag) => /^--dynamic-config-value=(.+)=(.+)$/.exec(flag)?.slice(1, 3) ?? [])
      .map((part) => part.replaceAll('"', ''));
    const settings = parse(compose.configs.temporal.content) as Record<string, [{ value: unknown }]>;
    const tuned = Object.entries(settings).flatMap(([key, [{ value }]]) => [key, String(value)]);
    expect(tuned).toEqual(flags);
  });

  it('and the guide to servers of your own name the same values', async () => {
    const guide = await readFile('docs/guide/own-temporal.md', 'utf8');
    const [, shown = ''] = /```yaml\n([\s\S]*?)```/.exec(guide) ?? [];
    expect(parse(shown)).toEqual(parse(compose.configs.temporal.content));
  });

  it.runIf(hasCompose)('is accepted by docker compose, where there is one', async () => {
    await run('docker', ['compose', 'config', '--quiet']);
  });
});

describe('Dockerfile', () => {
  it('copies only what is in the repository', async () => {
    const lines = (await readFile('Dockerfile', 'utf8')).split('\n');
    const copied = lines.flatMap((line) => /^COPY (?!--from)(.+) \S+$/.exec(line)?.[1]?.split(' ') ?? []);
    expect(copied).toContain('package.json');
    await Promise.all(copied.map((path) => access(path)));
  });
});

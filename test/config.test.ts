/** Attacks the reading of the environment, and holds the documentation to the table. */
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, type Environment, readConfig } from '../src/config.ts';
import { variables } from '../src/config-variables.ts';
import { configurationPage } from '../scripts/configuration-page.ts';

function faultsOf(environment: Environment): readonly string[] {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}

describe('readConfig', () => {
  it('has a value for everything that needs one, in an empty environment', () => {
    expect(readConfig({})).toEqual({
      data: resolve('.ostinato'),
      keys: [],
      host: '127.0.0.1',
      port: 7400,
      portGiven: false,
      programs: resolve('programs'),
      sandbox: 'none',
      toolModules: [],
      secrets: {},
      temporal: { namespace: 'default', taskQueue: 'ostinato', tls: false, retentionDays: 30 },
      slots: 100,
      limits: [],
      graceMs: 10_000,
      cache: join(homedir(), '.cache', 'ostinato'),
      debugStacks: false,
      log: 'info',
    });
  });

  it('reads every variable', () => {
    const config = readConfig({
      OSTINATO_DATA: '/data',
      OSTINATO_BLOBS: 's3://large.values/of/ours/',
      OSTINATO_S3_ENDPOINT: 'http://127.0.0.1:9000',
      OSTINATO_KEYS: `new:${'A'.repeat(43)}=, old:${'B'.repeat(42)}A=`,
      OSTINATO_HOST: '::1',
      OSTINATO_PORT: '0',
      OSTINATO_URL: 'http://127.0.0.1:9',
      OSTINATO_PROGRAMS: '/programs',
      OSTINATO_SANDBOX: 'strict',
      OSTINATO_TOOLS: ' ./a.ts, /b.js ,',
      OSTINATO_SECRETS: 'weather=WEATHER_KEY, shop.token=SHOP',
      OSTINATO_MODEL: 'compatible/qwen/3',
      OPENAI_API_KEY: 'o',
      OPENAI_BASE_URL: 'http://localhost:1/v1',
      ANTHROPIC_API_KEY: 'a',
      ANTHROPIC_BASE_URL: 'https://example.com',
      TEMPORAL_ADDRESS: 'temporal.example.com:7233',
      TEMPORAL_NAMESPACE: 'shop',
      TEMPORAL_API_KEY: 't',
      OSTINATO_TEMPORAL_UI: 'https://ui.example.com',
      OSTINATO_TASK_QUEUE: 'queue',
      OSTINATO_SLOTS: '1',
      OSTINATO_LIMITS:
        'tool:http.request=20/s, model:openai/gpt-5.1=300/m,tool:a=1/h , model:compatible/q/3=none',
      OSTINATO_GRACE: '3600s',
      OSTINATO_DEPLOYMENT: 'shop',
      OSTINATO_BUILD: '1.4.2',
      OSTINATO_RETENTION: '7d',
      OSTINATO_CACHE: '/cache',
      OSTINATO_LOG: 'debug',
      OSTINATO_DEBUG_STACKS: '1',
    });
    expect(config).toEqual({
      data: '/data',
      blobs: { bucket: 'large.values', prefix: 'of/ours', endpoint: 'http://127.0.0.1:9000' },
      keys: [
        { id: 'new', secret: Buffer.alloc(32) },
        { id: 'old', secret: Buffer.from(`${'B'.repeat(42)}A=`, 'base64') },
      ],
      host: '::1',
      port: 0,
      portGiven: true,
      url: 'http://127.0.0.1:9',
      programs: '/programs',
      sandbox: 'strict',
      toolModules: [resolve('a.ts'), '/b.js'],
      secrets: { weather: 'WEATHER_KEY', 'shop.token': 'SHOP' },
      model: 'compatible/qwen/3',
      openaiKey: 'o',
      openaiBaseUrl: 'http://localhost:1/v1',
      anthropicKey: 'a',
      anthropicBaseUrl: 'https://example.com',
      temporal: {
        address: 'temporal.example.com:7233',
        namespace: 'shop',
        apiKey: 't',
        tls: true,
        ui: 'https://ui.example.com',
        taskQueue: 'queue',
        retentionDays: 7,
        deployment: { name: 'shop', build: '1.4.2' },
      },
      slots: 1,
      limits: [
        { of: 'tool:http.request', perSecond: 20 },
        { of: 'model:openai/gpt-5.1', perSecond: 5 },
        { of: 'tool:a', perSecond: 1 / 3_600 },
        { of: 'model:compatible/q/3' },
      ],
      graceMs: 3_600_000,
      cache: '/cache',
      log: 'debug',
      debugStacks: true,
    });
  });

  it('takes an empty variable for an absent one', () => {
    const empty = Object.fromEntries(Object.keys(variables).map((name) => [name, ' ']));
    expect(readConfig(empty)).toEqual(readConfig({}));
  });

  it('lets ANTHROPIC_API_KEY win over CLAUDE_API_KEY', () => {
    expect(readConfig({ CLAUDE_API_KEY: 'c' }).anthropicKey).toBe('c');
    expect(readConfig({ CLAUDE_API_KEY: 'c', ANTHROPIC_API_KEY: 'a' }).anthropicKey).toBe('a');
  });

  it('talks TLS with an API key, unless told otherwise', () => {
    expect(readConfig({ TEMPORAL_API_KEY: 'k', TEMPORAL_TLS: '0' }).temporal.tls).toBe(false);
    expect(readConfig({ TEMPORAL_TLS: '1' }).temporal.tls).toBe(true);
  });

  it('puts the cache where XDG says', () => {
    expect(readConfig({ XDG_CACHE_HOME: '/xdg' }).cache).toBe('/xdg/ostinato');
  });

  it('says all that is wrong at once, by name', () => {
    expect(
      faultsOf({ OSTINATO_PORT: '70000', TEMPORAL_ADDRESS: 'localhost', OSTINATO_RETENTION: '30' }),
    ).toEqual([
      'OSTINATO_PORT: takes a port, 0 to 65535, not "70000".',
      'TEMPORAL_ADDRESS: takes `host:port`, not "localhost".',
      'OSTINATO_RETENTION: takes days, as in `30d`, not "30".',
    ]);
  });

  it('takes a deployment only with a build, and a build only with a deployment', () => {
    const fault = 'OSTINATO_DEPLOYMENT and OSTINATO_BUILD: set both, or none.';
    expect(faultsOf({ OSTINATO_DEPLOYMENT: 'shop' })).toEqual([fault]);
    expect(faultsOf({ OSTINATO_BUILD: '1' })).toEqual([fault]);
  });

  it.each([
    ['OSTINATO_PORT', ['-1', '65536', '99999', '7400x', '1e3']],
    ['OSTINATO_URL', ['localhost:7400', 'ftp://x', 'http://']],
    ['OSTINATO_MODEL', ['gpt-5', 'mistral/x', 'openai/']],
    ['TEMPORAL_ADDRESS', ['http://localhost:7233', ':7233', 'a b:1']],
    ['TEMPORAL_TLS', ['yes', 'true', '2']],
    ['OSTINATO_RETENTION', ['0d', '30h', 'd', '-1d']],
    ['OSTINATO_SLOTS', ['0', '10001', '-1', 'many', '1.5']],
    [
      'OSTINATO_LIMITS',
      ['tool:x', 'tool:x=5', 'x=5/s', 'tool:x=0/s', 'tool:x=5/s,', 'model:gpt=1/s', 'tool:x=5/d'],
    ],
    ['OSTINATO_GRACE', ['10', '3601s', '9999s', '1m', '-1s']],
    ['OSTINATO_LOG', ['verbose', 'INFO']],
    ['OSTINATO_SECRETS', ['weather', '=X', 'a=b=c', 'a=b;c=d']],
  ])('refuses %s with %j', (name, values) => {
    for (const value of values) expect(faultsOf({ [name]: value }), value).toHaveLength(1);
  });

  it('accepts the ends of the range of ports', () => {
    expect(
      [0, 9, 1024, 59999, 65535].map((port) => readConfig({ OSTINATO_PORT: String(port) }).port),
    ).toEqual([0, 9, 1024, 59999, 65535]);
  });

  it('does not repeat what may be a secret put in the wrong place', () => {
    expect(faultsOf({ OSTINATO_SECRETS: 'sk-12345' }).join()).not.toContain('sk-12345');
  });
});

describe('docs/configuration.md', () => {
  it('is what `npm run docs` makes of the table', async () => {
    expect(await readFile('docs/configuration.md', 'utf8')).toBe(configurationPage());
  });
});

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { OrchestratorError } from '../../src/client/orchestrator.ts';
import { runCli } from '../support/cli.ts';
import { place } from './place.ts';
import { freshFolder } from '../support/folder.ts';
import { type MemoryOrchestrator, waitingRun } from '../support/memory-orchestrator.ts';

/** The command has shown what it saw first, and has looked again. */
function seenTwice(memory: MemoryOrchestrator): Promise<void> {
  const describeRun = memory.describe.bind(memory);
  let seen = 0;
  return new Promise((resolve) => {
    memory.describe = (runId) => {
      if (++seen === 2) resolve();
      return describeRun(runId);
    };
  });
}

describe('run', () => {
  it('posts the file, starts it, and says what to type to answer', async () => {
    const { api, env, ask } = await place();
    const { code, stdout, stderr } = await runCli(
      ['run', ask, '--input', 'topic=tea', '--input', 'count=7'],
      env,
    );
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toBe(`ask-somebody-1  started
http://127.0.0.1:8233/namespaces/default/workflows/ask-somebody-1
ask-somebody-1  waiting for a person
ask#1 asks: Go on? (for role:editor)
Answer with:
  npx ostinato resume ask-somebody-1 --outcome yes --value remark=… [--value stars=…]
  npx ostinato resume ask-somebody-1 --outcome no --value remark=… [--value stars=…]
`);
    expect(api.memory.started[0]?.input).toEqual({ topic: 'tea', count: 7 });
  });

  it('starts a stored workflow by its name; the same key gives the same run', async () => {
    const { api, env, ask } = await place();
    await runCli(['run', ask, '--input', 'topic=tea', '--key', 'k', '--json'], env);
    const again = await runCli(['run', 'ask-somebody', '--input', 'topic=tea', '--key', 'k', '--json'], env);
    expect(again.code).toBe(0);
    expect(JSON.parse(again.stdout)).toEqual({
      runId: 'ask-somebody-k',
      status: 'waiting',
      links: { self: '/v1/runs/ask-somebody-k', temporal: expect.any(String) },
    });
    expect(api.memory.runs.size).toBe(1);
    const other = await runCli(['run', 'ask-somebody', '--input', 'topic=milk', '--key', 'k'], env);
    expect(other.code).toBe(6);
  });

  it('takes the input from a file, and pairs over it', async () => {
    const { api, env, ask, folder } = await place();
    const file = join(folder, 'input.yaml');
    await writeFile(file, 'topic: tea # green\ncount: 1\n');
    await runCli(['run', ask, '--json', '--input-file', file, '--input', 'count=2'], env);
    await runCli(['run', ask, '--json', '--input-file', '-'], env, '{"topic":"x=y"}');
    expect(api.memory.started.map(({ input }) => input)).toEqual([
      { topic: 'tea', count: 2 },
      { topic: 'x=y', count: 3 },
    ]);
  });

  it('shows the faults of a file, starts nothing, and ends with 2', async () => {
    const { api, env, faulty } = await place();
    const { code, stdout, stderr } = await runCli(['run', faulty], env);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(`${faulty}:6:5 error`);
    expect(stderr).toMatch(new RegExp(`\n\n${faulty}: 1 error\n$`));
    expect(api.memory.started).toEqual([]);
  });

  it.each([
    [['--input', 'topic=tea', '--input', 'count=many'], /input\.count/],
    [[], /input.*topic/],
    [['--input', 'topic'], /--input takes KEY=VALUE/],
  ])('refuses the input %j with 2', async (args, message) => {
    const { env, ask } = await place();
    const { code, stderr } = await runCli(['run', ask, ...args], env);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });

  it('takes the name of a folder for the name of a workflow: 3', async () => {
    const { env } = await place();
    const { code, stderr } = await runCli(['run', 'test'], env);
    expect(code).toBe(3);
    expect(stderr).toContain('There is no workflow "test".');
  });

  it('does not know another name: 3', async () => {
    const { env } = await place();
    const { code, stderr } = await runCli(['run', 'nothing'], env);
    expect(code).toBe(3);
    expect(stderr).toBe('No such workflow. There is no workflow "nothing". Post its definition first.\n');
  });

  it('says that a vote needs to know who answers', async () => {
    const { api, env } = await place();
    const run = waitingRun('r', 'w');
    const requests = run.requests.map((request) => ({ ...request, quorum: { count: 2, votes: [] } }));
    api.memory.runs.set('r', { ...run, requests });
    const { stdout } = await runCli(['show', 'r'], env);
    expect(stdout).toContain('npx ostinato resume r --by … --outcome yes --value remark=…');
  });

  it('says that an answer needs a name where whoever submitted the run may not give it', async () => {
    const { api, env } = await place();
    const run = waitingRun('r', 'w');
    const requests = run.requests.map((request) => ({ ...request, notSubmitter: true as const }));
    api.memory.runs.set('r', { ...run, requests, by: 'ada' });
    const { stdout } = await runCli(['show', 'r'], env);
    expect(stdout).toContain('(for role:editor, not ada)');
    expect(stdout).toContain('npx ostinato resume r --by … --outcome yes --value remark=…');
    api.memory.runs.set('r', { ...run, requests });
    expect((await runCli(['show', 'r'], env)).stdout).not.toContain('--by');
  });

  it('stays until a person is needed: 5', async () => {
    const { env, ask } = await place();
    const { code, stdout } = await runCli(['run', ask, '--input', 'topic=tea', '--follow'], env);
    expect(code).toBe(5);
    expect(stdout).toContain('10:00:00  ask  human  waiting');
    expect(stdout).toContain('Answer with:');
  });

  it('follows in lines of JSON', async () => {
    const { env, ask } = await place();
    const { stdout } = await runCli(['run', ask, '--input', 'topic=tea', '--follow', '--json'], env);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(lines).toEqual([
      { node: expect.objectContaining({ path: 'ask', status: 'waiting' }) },
      expect.objectContaining({ runId: 'ask-somebody-1', status: 'waiting' }),
    ]);
  });

  it('follows to the end, and prints the output', async () => {
    const { api, env } = await place();
    const running = waitingRun('r', 'w', { status: 'running', waitingFor: [], requests: [] });
    const [node] = running.nodes;
    if (!node) throw new Error('no node');
    api.memory.runs.set('r', { ...running, nodes: [{ ...node, kind: 'run', status: 'running' }] });
    const following = runCli(['show', 'r', '--follow'], env);
    await seenTwice(api.memory);
    const ended = {
      ...node,
      kind: 'run',
      status: 'succeeded',
      attempts: 2,
      endedAt: '2026-11-21T10:00:01.500Z',
    } as const;
    api.memory.runs.set('r', { ...running, status: 'succeeded', output: { text: 'Hello' }, nodes: [ended] });
    const { code, stdout } = await following;
    expect(code).toBe(0);
    expect(stdout).toBe(`10:00:00  ask  run  running
10:00:01  ask  run  succeeded  1.5s  attempt 2
r  succeeded
{
  "text": "Hello"
}
`);
  });

  it('says that no worker is there, and goes on waiting', async () => {
    const { api, env } = await place();
    const stalled = { status: 'running', waitingFor: [], requests: [], workers: 0 } as const;
    api.memory.runs.set('r', waitingRun('r', 'w', stalled));
    const following = runCli(['show', 'r', '--wait'], env);
    await seenTwice(api.memory);
    api.memory.runs.set('r', waitingRun('r', 'w', { ...stalled, status: 'succeeded', workers: 1 }));
    expect(await following).toMatchObject({
      code: 0,
      stderr: 'No worker is there to go on. Start one: npx ostinato worker\n',
    });
  });
});

describe('a run that failed', () => {
  it('is shown with its error: 1 where the command stays', async () => {
    const { api, env } = await place();
    const error = {
      type: 'exit',
      title: 'greet.sh ended with exit code 2',
      detail: 'No such language',
      instance: 'greeting#1',
      retryable: false,
    };
    api.memory.runs.set(
      'r',
      waitingRun('r', 'w', { status: 'failed', waitingFor: [], requests: [], nodes: [], error }),
    );
    const stayed = await runCli(['show', 'r', '--wait'], env);
    expect(stayed.code).toBe(1);
    expect(stayed.stdout).toBe(`r  failed
greet.sh ended with exit code 2 (exit at greeting#1)
No such language
`);
    expect((await runCli(['show', 'r'], env)).code).toBe(0);
  });
});

describe('runs', () => {
  it('prints a table, and how to go on', async () => {
    const { api, env } = await place();
    api.memory.runs.set('a-1', waitingRun('a-1', 'a'));
    api.memory.runs.set(
      'long-name-1',
      waitingRun('long-name-1', 'long-name', { status: 'running', waitingFor: [] }),
    );
    api.memory.runs.set('c-1', waitingRun('c-1', 'c'));
    const { code, stdout, stderr } = await runCli(['runs', '--limit', '2'], env);
    expect(code).toBe(0);
    expect(stdout).toBe(`a-1          a@1          waiting  2026-11-21T10:00:00.000Z  for human
long-name-1  long-name@1  running  2026-11-21T10:00:00.000Z
`);
    expect(stderr).toBe('more: npx ostinato runs --limit 2 --cursor 2\n');
    const json = await runCli(['runs', '--json', '--workflow', 'c'], env);
    expect(JSON.parse(json.stdout)).toMatchObject({ runs: [{ runId: 'c-1' }] });
    expect((await runCli(['runs', '--status', 'failed'], env)).stdout).toBe('no runs\n');
  });

  it('says how to go on in the same list', async () => {
    const { api, env } = await place();
    for (const id of ['a-1', 'a-2']) api.memory.runs.set(id, waitingRun(id, 'a'));
    const filters = ['--workflow', 'a', '--status', 'waiting', '--limit', '1'];
    const { stderr } = await runCli(['runs', ...filters], env);
    expect(stderr).toBe(`more: npx ostinato runs ${filters.join(' ')} --cursor 1\n`);
  });

  it('refuses a status that is none: 2', async () => {
    const { env } = await place();
    const { code, stderr } = await runCli(['runs', '--status', 'done'], env);
    expect(code).toBe(2);
    expect(stderr).toContain('running, waiting, succeeded, failed, cancelled');
  });
});

describe('show', () => {
  it('prints the nodes and what the run waits for', async () => {
    const { api, env } = await place();
    api.memory.runs.set('r', waitingRun('r', 'w', { workers: 0 }));
    const { stdout } = await runCli(['show', 'r'], env);
    expect(stdout).toContain('r  waiting for a person\nw@1, started 2026-11-21T10:00:00.000Z\n');
    expect(stdout).toContain('\nask  human  waiting\n');
    expect(stdout).toContain('No worker is there to go on. Start one: npx ostinato worker');
  });

  it('gives the whole answer as JSON, with all nodes and large values as links', async () => {
    const { api, env } = await place();
    const [node] = waitingRun('r', 'w').nodes;
    if (!node) throw new Error('no node');
    const nodes = Array.from({ length: 450 }, (_, index) => ({ ...node, path: `n${index}` }));
    api.memory.runs.set(
      'r',
      waitingRun('r', 'w', { nodes, output: 'x'.repeat(20_000), status: 'succeeded' }),
    );
    const run = JSON.parse((await runCli(['show', 'r', '--json'], env)).stdout) as { nodes: unknown[] };
    expect(run.nodes.length).toBe(450);
    expect(run).toMatchObject({ output: { $link: '/v1/runs/r/output' } });
    expect(run).not.toHaveProperty('nodesCursor');
    expect((await runCli(['show', 'r'], env)).stdout).toContain('x'.repeat(20_000));
  });

  it('does not know others: 3', async () => {
    const { env } = await place();
    expect((await runCli(['show', 'none'], env)).code).toBe(3);
  });
});

describe('resume', () => {
  it('answers the one request that is open, by its form', async () => {
    const { api, env } = await place();
    api.memory.runs.set('r', waitingRun('r', 'w'));
    const args = ['resume', 'r', '--outcome', 'yes', '--value', 'remark=a=b', '--value', 'stars=4', '--wait'];
    const { code, stdout } = await runCli(args, env);
    expect(code).toBe(0);
    expect(stdout).toBe(`ask#1  answered: yes
r  succeeded
{
  "remark": "a=b",
  "stars": 4,
  "outcome": "yes"
}
`);
  });

  it('takes the value from a file, and prints the receipt as JSON', async () => {
    const { api, env } = await place();
    api.memory.runs.set('r', waitingRun('r', 'w'));
    const { stdout } = await runCli(
      ['resume', 'r', '--node', 'ask', '--value-file', '-', '--json'],
      env,
      '{"remark":"x"}',
    );
    expect(JSON.parse(stdout)).toEqual({ runId: 'r', request: 'ask#1' });
    expect(api.memory.runs.get('r')?.output).toEqual({ remark: 'x', outcome: null });
  });

  it('names the fields that do not fit: 2', async () => {
    const { api, env } = await place();
    api.memory.runs.set('r', waitingRun('r', 'w'));
    const { code, stderr } = await runCli(['resume', 'r'], env);
    expect(code).toBe(2);
    expect(stderr).toContain('The answer does not fit');
  });

  it('takes a request or a node, not both: 2', async () => {
    const { env } = await place();
    const { code, stderr } = await runCli(['resume', 'r', '--request', 'a#1', '--node', 'b'], env);
    expect(code).toBe(2);
    expect(stderr).toContain('cannot be used with option');
  });

  it('asks which, where several are open: 2', async () => {
    const { api, env } = await place();
    const { requests, ...run } = waitingRun('r', 'w');
    api.memory.runs.set('r', { ...run, requests: requests.flatMap((one) => [one, { ...one, id: 'ask#2' }]) });
    const { code, stderr } = await runCli(['resume', 'r'], env);
    expect(code).toBe(2);
    expect(stderr).toBe("Several requests of r are open: name one with --request: 'ask#1', 'ask#2'\n");
    expect((await runCli(['show', 'r'], env)).stdout).toContain("--request 'ask#2' --outcome yes");
  });

  it('says that nobody is asked: 2; that a request is unknown: 3; that it was answered: 6', async () => {
    const { api, env } = await place();
    api.memory.runs.set('over', waitingRun('over', 'w', { status: 'succeeded', requests: [] }));
    api.memory.runs.set('r', waitingRun('r', 'w'));
    const nobody = await runCli(['resume', 'over'], env);
    expect(nobody).toMatchObject({
      code: 2,
      stderr: 'over asks nobody at the moment; it is succeeded. Look: npx ostinato show over\n',
    });
    expect((await runCli(['resume', 'r', '--request', 'other#1'], env)).code).toBe(3);
    api.memory.fault = new OrchestratorError('request-answered', 'Ada has answered it.');
    expect((await runCli(['resume', 'r', '--request', 'ask#1'], env)).code).toBe(6);
  });
});

describe('cancel', () => {
  it('asks the run to end, and stays where it is told to: 1', async () => {
    const { api, env } = await place();
    api.memory.runs.set('r', waitingRun('r', 'w'));
    expect(await runCli(['cancel', 'r', '--wait', '--reason', 'enough'], env)).toEqual({
      code: 1,
      stdout: 'r  asked to end\nr  cancelled\n',
      stderr: '',
    });
  });
});

describe('the server', () => {
  it('is found by the data folder', async () => {
    const { api, folder } = await place();
    await writeFile(join(folder, 'server.json'), JSON.stringify({ pid: 1, startedAt: 'now', url: api.url }));
    expect((await runCli(['runs'], { OSTINATO_DATA: folder })).stdout).toBe('no runs\n');
  });

  it('that is not there is said, with what to do: 4', async () => {
    const env = { OSTINATO_URL: 'http://127.0.0.1:9' };
    expect(await runCli(['runs'], env)).toEqual({
      code: 4,
      stdout: '',
      stderr:
        'No Ostinato server answers at http://127.0.0.1:9. Start one with `npm start`, or set OSTINATO_URL to the address of a server.\n',
    });
    const json = await runCli(['runs', '--json'], env);
    expect(JSON.parse(json.stderr)).toMatchObject({ type: 'cli/unreachable', detail: expect.any(String) });
  });

  it('that is none of ours is said: 4', async () => {
    const server = createServer((_request, response) => response.end('<!doctype html>'));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { code, stderr } = await runCli(['show', 'a'], { OSTINATO_URL: url });
    expect(code).toBe(4);
    expect(stderr).toContain(`Something else answers at ${url}: set OSTINATO_URL`);
  });

  it('that has no Temporal is said: 4', async () => {
    const { api, env } = await place();
    api.memory.fault = new OrchestratorError('unavailable', 'Temporal is away.');
    const { code, stderr } = await runCli(['runs', '--json'], env);
    expect(code).toBe(4);
    expect(JSON.parse(stderr)).toMatchObject({ type: '/problems/unavailable', status: 503 });
  });
});

describe('data reset', () => {
  it('asks first, and without a terminal wants --yes', async () => {
    const folder = await freshFolder();
    await mkdir(join(folder, 'definitions'));
    const env = { OSTINATO_DATA: folder, NODE_NO_WARNINGS: '1' };
    const unasked = await runCli(['data', 'reset'], env);
    expect(unasked).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') });
    const done = await runCli(['data', 'reset', '--yes'], env);
    expect(done).toMatchObject({ code: 0, stdout: `${folder} is empty.\n` });
  });
});

describe('post', () => {
  it('stores definitions, which are then run by their names', async () => {
    const { env, ask, tiny } = await place();
    expect(await runCli(['post', tiny, ask], env)).toMatchObject({
      code: 0,
      stdout: 'tiny  version 1\nask-somebody  version 1\n',
    });
    expect(JSON.parse((await runCli(['post', tiny, '--json'], env)).stdout)).toMatchObject([
      { name: 'tiny', version: 1, warnings: [] },
    ]);
    expect((await runCli(['graph', 'tiny'], env)).code).toBe(0);
  });

  it('ends with 2 at one with faults, and shows them', async () => {
    const { env, faulty } = await place();
    const { code, stdout, stderr } = await runCli(['post', faulty], env);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`${faulty}:6:5 error OST`);
  });
});

describe('the command line itself', () => {
  it('lists its commands', async () => {
    const { code, stdout } = await runCli(['--help']);
    expect(code).toBe(0);
    for (const name of [
      'check',
      'simulate',
      'test',
      'plan',
      'post',
      'run',
      'runs',
      'show',
      'resume',
      'cancel',
      'graph',
      'start',
      'server',
      'worker',
      'data',
    ]) {
      expect(stdout).toMatch(new RegExp(`^ {2}${name}\\b`, 'm'));
    }
  });

  it('says its version', async () => {
    expect((await runCli(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each([[['rnu']], [['run']], [['run', 'x', '--inptu', 'a=b']], [['show', 'a', 'b']], [[]]])(
    '%j is no command: 2, and says what is near',
    async (args) => {
      const { code, stderr } = await runCli(args, { OSTINATO_URL: 'http://127.0.0.1:9' });
      expect(code).toBe(2);
      expect(stderr).not.toBe('');
    },
  );

  it.each([[['run']], [['runs', '--status', 'done']], [['frob']]])(
    '%j with --json is refused in JSON',
    async (args) => {
      const { code, stdout, stderr } = await runCli([...args, '--json']);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expect(JSON.parse(stderr)).toMatchObject({
        type: 'cli/usage',
        status: 0,
        detail: expect.stringMatching(/--help/),
      });
    },
  );

  it('names a variable that is wrong: 2', async () => {
    const { code, stderr } = await runCli(['runs'], { OSTINATO_URL: 'nowhere' });
    expect(code).toBe(2);
    expect(stderr).toContain('OSTINATO_URL');
  });
});

/**
 * What of the language needs more than the core, as a user has it: a server and a worker as processes, YAML over HTTP.
 */
import { expect, it } from 'vitest';
import type { RunDetails } from '../../src/client/orchestrator.ts';
import type { Child } from '../support/process.ts';
import { startSystem, type System } from '../support/system.ts';

/** What the parts are given, and the words that they share. */
interface Place {
  readonly system: System;
  readonly worker: Child;
  readonly post: (name: string, rest: string) => Promise<void>;
  /** Starts a run and waits for its end. */
  readonly finish: (name: string, input?: object) => Promise<RunDetails>;
  readonly over: (runId: string) => Promise<RunDetails>;
}

async function openPlace(): Promise<Place> {
  const system = await startSystem();
  const worker = await system.worker();
  const over = (runId: string) =>
    system.untilRun(runId, ({ status }) => status === 'succeeded' || status === 'failed');
  return {
    system,
    worker,
    post: (name, rest) => system.post(`ostinato: 1\nname: ${name}\n${rest}`),
    finish: async (name, input) => over(await system.run(name, input)),
    over,
  };
}

const node = ({ nodes }: RunDetails, path: string) => nodes.find((view) => view.path === path);

/** They share one server and run side by side: starting it takes longer than all of them. */
const parts: Readonly<Record<string, (place: Place) => Promise<void>>> = {
  'calls another, which is a run of its own and knows the run around it': async ({
    system,
    post,
    finish,
  }) => {
    await post(
      'double',
      `input: { type: object, required: [n], properties: { n: { type: number }, by: { type: number, default: 2 } } }
nodes: { all: { let: { v: "\${ input.n * input.by }" } } }
output: \${ nodes.all.output.v }`,
    );
    await post(
      'caller',
      'nodes:\n  two: { workflow: double, input: { n: 21 } }\noutput: ${ nodes.two.output }',
    );
    const run = await finish('caller');
    expect(run).toMatchObject({ status: 'succeeded', output: 42 });
    const child = node(run, 'two')?.run ?? '';
    const { status, body } = await system.http('GET', `/v1/runs/${child}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      workflow: 'double',
      parent: run.runId,
      input: { n: 21, by: 2 },
      version: 1,
    });
  },

  'takes graphs and definitions that its nodes have made': async ({ system, post, finish }) => {
    await post(
      'maker',
      `nodes:
  made: { plan: { graph: "\${ input.graph }" }, input: { who: you } }
  bad: { after: made, plan: { graph: { nodes: { x: { nonsense: 1 } } } } }
  rescue: { after: { node: bad, on: error }, let: { type: "\${ nodes.bad.error.type }" } }
  stored: { after: made, define: { ostinato: 1, name: made-here, nodes: { v: { let: { v: 7 } } } }, continue: false }
output: { made: "\${ nodes.made.output }", why: "\${ nodes.?rescue.output.?type }", stored: "\${ nodes.stored.output }" }`,
    );
    const hi = { let: { text: 'made for ${ input.who }' } };
    const graph = { nodes: { hi }, output: '${ nodes.hi.output.text }' };
    const run = await finish('maker', { graph });
    expect(run.error).toBeUndefined();
    expect(run.output).toMatchObject({
      made: 'made for you',
      why: 'definition',
      stored: { name: 'made-here', version: 1 },
    });
    expect((await system.http('GET', '/v1/workflows/made-here')).status).toBe(200);
    expect(node(run, 'made#1/hi')).toMatchObject({ status: 'succeeded' });
  },

  'keeps results over runs, until somebody forgets them': async ({ system, post, finish }) => {
    await post(
      'kept',
      'nodes: { once: { run: [sh, -c, "date +%s%N"], cache: 1h } }\noutput: ${ nodes.once.output.stdout }',
    );
    const first = await finish('kept');
    const second = await finish('kept');
    expect(second.output).toBe(first.output);
    expect(node(first, 'once')?.cached).toBeUndefined();
    expect(node(second, 'once')?.cached).toBe(true);
    expect((await system.http('DELETE', '/v1/cache?workflow=kept&node=once')).body).toEqual({ cleared: 1 });
    expect((await finish('kept')).output).not.toBe(first.output);
  },

  'lets a program suspend itself until somebody gives the result': async ({ system, post, over }) => {
    const print = JSON.stringify({ $suspend: { status: 'at-the-bank', reason: 'Wait for the money' } });
    await post(
      'suspends',
      `nodes:
  pay: { run: [echo, '${print}'], returns: { type: object, required: [paid], properties: { paid: { type: number } } } }
output: \${ nodes.pay.output.data.paid }`,
    );
    const runId = await system.run('suspends');
    const { requests, nodes } = await system.untilRun(runId, (run) => run.requests.length > 0);
    expect(requests).toMatchObject([
      { id: 'pay#1', prompt: 'Wait for the money', suspended: { status: 'at-the-bank' } },
    ]);
    expect(nodes).toMatchObject([{ status: 'waiting', waitingFor: 'human' }]);
    const answer = (value: unknown) =>
      system.http('POST', `/v1/runs/${runId}/resume`, { request: 'pay#1', value });
    expect((await answer({ paid: 'much' })).status).toBe(422);
    expect((await answer({ paid: 5 })).status).toBe(200);
    expect(await over(runId)).toMatchObject({ status: 'succeeded', output: 5 });
  },

  'shows nobody the values of what is sensitive': async ({ post, finish }) => {
    await post(
      'secretive',
      `nodes:
  pin: { run: [sh, -c, 'echo sesame-open; echo sesame-err >&2'], sensitive: true }
  bad: { run: [sh, -c, 'echo sesame-fault >&2; exit 4'], env: { PIN: sesame-env }, sensitive: true }
  rescue: { after: { node: bad, on: error }, let: { ok: 1 } }
output: done`,
    );
    const run = await finish('secretive');
    expect(run.status).toBe('succeeded');
    expect(node(run, 'pin')).toMatchObject({ input: '***', output: '***' });
    expect(JSON.stringify(run)).not.toContain('sesame');
    await post('secret-end', `nodes: { bad: { run: [sh, -c, 'echo sesame >&2; exit 4'], sensitive: true } }`);
    const failed = await finish('secret-end');
    expect(failed.error).toMatchObject({ type: 'exit', instance: 'bad#1' });
    expect(JSON.stringify(failed)).not.toContain('sesame');
  },

  'is for somebody who did not submit it': async ({ system, post, over }) => {
    await post(
      'four-eyes',
      'nodes:\n  ask: { human: Sure?, outcomes: [yes, no], notSubmitter: true, deadline: { after: 1d, outcome: no } }\n',
    );
    const { body } = await system.http('POST', '/v1/workflows/four-eyes/run', { by: 'ada' });
    const { runId } = body as { readonly runId: string };
    await system.untilRun(runId, (run) => run.requests.length > 0);
    const answer = (by: string) =>
      system.http('POST', `/v1/runs/${runId}/resume`, { request: 'ask#1', outcome: 'yes', by });
    expect((await answer('ada')).status).toBe(403);
    expect((await answer('bob')).status).toBe(200);
    expect(await over(runId)).toMatchObject({ status: 'succeeded', by: 'ada' });
  },

  'gives work to the workers of a queue': async ({ system, post, over }) => {
    await post(
      'queued',
      'nodes: { far: { run: [echo, far], queue: far-away, priority: 1 } }\noutput: ${ nodes.far.output.stdout }',
    );
    const runId = await system.run('queued');
    const waiting = await system.untilRun(runId, ({ nodes }) => nodes[0]?.unserved !== undefined);
    expect(node(waiting, 'far')).toMatchObject({ status: 'running', unserved: 'far-away' });
    const far = await system.worker(['--queue', 'far-away']);
    expect(await over(runId)).toMatchObject({ status: 'succeeded', output: 'far\n' });
    far.signal('SIGTERM');
  },

  'hears events from outside, and shows how far a map has come': async ({ system, post, over }) => {
    await post(
      'hears',
      `nodes:
  all:
    map: \${ [1, 2, 3] }
    as: n
    nodes: { hear: { receive: go, key: "\${ string(n) }" } }
    output: \${ nodes.hear.output }
output: \${ nodes.all.output }`,
    );
    const runId = await system.run('hears');
    const waiting = await system.untilRun(runId, ({ waitingFor }) => waitingFor.includes('event'));
    expect(node(waiting, 'all')).toMatchObject({ items: { total: 3, running: 3, succeeded: 0, failed: 0 } });
    for (const key of ['3', '1'])
      expect((await system.http('POST', '/v1/events', { name: 'go', key, data: `to ${key}` })).status).toBe(
        202,
      );
    await system.http('POST', `/v1/runs/${runId}/events`, { name: 'go', key: '2', data: 'to 2' });
    expect(await over(runId)).toMatchObject({ output: ['to 1', 'to 2', 'to 3'] });
  },
};

it('a definition does all of this', async () => {
  const place = await openPlace();
  const failures = await Promise.all(
    Object.entries(parts).map(([name, part]) =>
      part(place).then(
        () => [],
        (error: unknown) => [`${name}: ${String(error)}`],
      ),
    ),
  );
  expect(failures.flat()).toEqual([]);
});

it('a child, a global lock and an event that nobody has heard yet outlive the kill of their worker', async () => {
  const { system, post, over, worker } = await openPlace();
  await post(
    'holder',
    'nodes:\n  ask: { human: Go on?, outcomes: [yes], lock: { name: gate, scope: global } }\n',
  );
  await post('around', 'nodes:\n  inner: { workflow: holder }\n');
  const first = await system.run('around');
  const { nodes } = await system.untilRun(first, (run) => node(run, 'inner')?.run !== undefined);
  const child = nodes[0]?.run ?? '';
  await system.untilRun(child, (run) => run.requests.length > 0);
  const second = await system.run('holder');
  await system.untilRun(second, ({ waitingFor }) => waitingFor.includes('lock'));
  await post('late', 'nodes:\n  hear: { receive: gong, key: a }\n');
  const third = await system.run('late');
  await system.untilRun(third, (run) => run.waitingFor.includes('event') && run.status === 'waiting');
  worker.signal('SIGKILL');
  await worker.ended;
  const gong = { id: 'gong-1', name: 'gong', key: 'a', data: 'struck' };
  for (let copy = 0; copy < 2; copy++)
    expect((await system.http('POST', '/v1/events', gong)).status).toBe(202);
  await system.worker();
  expect((await system.http('GET', `/v1/runs/${second}`)).body).toMatchObject({ requests: [] });
  await system.http('POST', `/v1/runs/${child}/resume`, { request: 'ask#1', outcome: 'yes' });
  expect(await over(first)).toMatchObject({ status: 'succeeded' });
  expect(await over(third)).toMatchObject({ output: { hear: 'struck' } });
  await system.untilRun(second, (run) => run.requests.length > 0);
  await system.http('POST', `/v1/runs/${second}/resume`, { request: 'ask#1', outcome: 'yes' });
  expect(await over(second)).toMatchObject({ status: 'succeeded' });
});

import { describe, expect, it } from 'vitest';
import { found, hints } from './rules.ts';

const make =
  'make: { run: [x], artifacts: { report: out/report.pdf, log: { path: log.txt, optional: true } } }';

const mount = (path: string) => `mount: { "${path}": "\${ nodes.make.output.artifacts.report }" }`;

const used = (path: string) =>
  found(
    `${make}\na: { run: [x], ${mount(path)} }\nb: { agent: {}, prompt: x, ${mount(path)} }`,
    'defaults: { model: openai/x }',
  );

describe('paths of files', () => {
  it('lie in the folder of the visit', () => {
    const use =
      'use: { run: [x], mount: { in/a.pdf: "${ nodes.make.output.artifacts.report }", b: "${ nodes.make.output.artifacts.log }" } }';
    expect(found(`${make}\n${use}`)).toEqual([]);
    expect(found('a: { run: [x], artifacts: { it: "${ input.name }/x" } }')).not.toContain('OST211 nodes.a');
  });

  it.each(['../x', '/x', 'a/../../x', '', 'a//b', './a', 'a/'])('and not at %j', (path) => {
    expect(found(`a: { run: [x], artifacts: { it: "${path}" } }`)).toEqual(['OST211 nodes.a.artifacts.it']);
    expect(found(`a: { run: [x], artifacts: { it: { path: "${path}" } } }`)).toEqual([
      'OST211 nodes.a.artifacts.it.path',
    ]);
    const [fault, ...others] = found(`${make}\na: { run: [x], ${mount(path)} }`);
    expect(fault).toContain('OST211 nodes.a.mount');
    expect(others).toEqual([]);
  });

  it('of mounts are written out, for agents too', () => {
    expect(used('brief.md')).toEqual([]);
    expect(used('${ input.name }')).toEqual([
      'OST108 nodes.a.mount["${ input.name }"]',
      'OST108 nodes.b.mount["${ input.name }"]',
    ]);
    expect(used('../brief.md')).toHaveLength(2);
  });

  it('do not lie in each other', () => {
    const artifact = '"${ nodes.make.output.artifacts.report }"';
    const nodes = `${make}\nuse: { run: [x], mount: { a: ${artifact}, a/b: ${artifact}, ab: ${artifact} } }`;
    expect(found(nodes)).toEqual(['OST211 nodes.use.mount["a/b"]']);
    expect(hints(nodes, 'OST211')).toEqual(['Give each a path of its own.']);
  });
});

const reading = (path: string) =>
  found(`${make}\na: { let: { v: "\${ nodes.make.output.artifacts.${path} }" } }`);
const mounting = (value: string) => found(`${make}\na: { run: [x], mount: { f: "${value}" } }`);

describe('what is known of artifacts before a run', () => {
  it('a name that no file has is a fault, and so is a field that they do not have', () => {
    expect(reading('report.id')).toEqual([]);
    expect(reading('log.size')).toEqual([]);
    expect(reading('reprot')).toEqual(['OST403 nodes.a.let.v']);
    expect(reading('report.bytes')).toEqual(['OST403 nodes.a.let.v']);
    const none = found('make: { run: [x] }\na: { let: { v: "${ nodes.make.output.artifacts }" } }');
    expect(none).toEqual(['OST403 nodes.a.let.v']);
  });

  it('what is mounted is an artifact, as far as it is known', () => {
    expect(mounting('${ input.file }')).toEqual([]);
    expect(mounting('report.pdf')).toEqual(['OST404 nodes.a.mount.f']);
    expect(mounting('${ nodes.make.output.stdout }')).toEqual(['OST404 nodes.a.mount.f']);
    expect(mounting('${ nodes.make.output.artifacts }')).toEqual(['OST404 nodes.a.mount.f']);
    expect(mounting('${ nodes.make.output.artifacts.reprot }')).toEqual(['OST403 nodes.a.mount.f']);
  });

  it('names of files are identifiers, kinds are words, types are MIME types', () => {
    expect(found('a: { run: [x], artifacts: { my-file: x } }')).toEqual(['OST207 nodes.a.artifacts.my-file']);
    expect(found('a: { run: [x], artifacts: { f: { path: x, kind: "a b" } } }')).toEqual([
      'OST211 nodes.a.artifacts.f.kind',
    ]);
    expect(found('a: { run: [x], artifacts: { f: { path: x, mime: pdf } } }')).toEqual([
      'OST211 nodes.a.artifacts.f.mime',
    ]);
  });
});

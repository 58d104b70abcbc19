/** What would fail in every run is told before the first one. */
import { describe, expect, it } from 'vitest';
import { codesOf, compile, withNodes } from '../support.ts';

const faulty: readonly (readonly [node: string, path: string])[] = [
  ['run: ""', 'nodes.a.run'],
  ['run: [" ", x]', 'nodes.a.run'],
  ['{ run: [x], cwd: /etc }', 'nodes.a.cwd'],
  ['{ run: [x], cwd: out/../../up }', 'nodes.a.cwd'],
  ['{ run: [x], env: { "A=B": c } }', 'nodes.a.env["A=B"]'],
  ['{ run: [x], env: { "${ input.k }": c } }', 'nodes.a.env["${ input.k }"]'],
  ['{ run: [x], env: { "": c } }', 'nodes.a.env[""]'],
  ['{ run: [x], secrets: { "A=B": weather } }', 'nodes.a.secrets["A=B"]'],
  ['wait: { until: tomorrow }', 'nodes.a.wait.until'],
  ['wait: { until: "2026-01-01" }', 'nodes.a.wait.until'],
  ['wait: { until: "2026-01-01T09:00:00" }', 'nodes.a.wait.until'],
  ['{ human: x, deadline: { until: noon } }', 'nodes.a.deadline.until'],
  ['switch: {}', 'nodes.a.switch'],
  ['{ map: 5, nodes: { x: { run: [x] } } }', 'nodes.a.map'],
  ['{ map: a b, nodes: { x: { run: [x] } } }', 'nodes.a.map'],
];
const right: readonly string[] = [
  'run: ["${ input.program }"]',
  '{ run: [x], cwd: out/./deep/.. }',
  '{ run: [x], cwd: "${ input.where }" }',
  '{ run: [x], env: { _A1: c, a.b-c: d }, secrets: { KEY: weather } }',
  'wait: { until: "2026-01-01T09:00:00.5+01:00" }',
  'wait: { until: "${ input.at }" }',
  '{ map: "${ input.list }", nodes: { x: { run: [x] } } }',
  '{ map: [a, "${ input.b }"], nodes: { x: { run: [x] } } }',
];
const withNode = (node: string): string => withNodes(node.startsWith('{') ? `a: ${node}` : `a: { ${node} }`);

describe('what is written out', () => {
  it.each(faulty)('%s', (node, path) => {
    expect(codesOf(withNode(node)).filter((each) => !each.startsWith('OST6'))).toEqual([`OST211 ${path}`]);
    expect(compile(withNode(node)).diagnostics.every(({ hint }) => hint !== undefined)).toBe(true);
  });

  it.each(right)('%s is fine', (node) => {
    expect(codesOf(withNode(node))).toEqual([]);
  });
});

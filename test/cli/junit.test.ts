import { expect, it } from 'vitest';
import { junit } from '../../src/cli/junit.ts';

it('writes well-formed XML, whatever the texts hold', () => {
  const cases = [
    { name: 'good', passed: true, differences: [] },
    {
      name: 'a "b" <c>\u0000',
      passed: false,
      differences: [{ what: 'output', lines: ['- 1 & 2', '+ \ud800'] }],
    },
  ];
  expect(junit([{ file: 'a.test.yaml', cases }])).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="2" failures="1">
  <testsuite name="a.test.yaml" tests="2" failures="1">
    <testcase classname="a.test.yaml" name="good"/>
    <testcase classname="a.test.yaml" name="a &quot;b&quot; &lt;c&gt;\ufffd">
      <failure message="output">output
- 1 &amp; 2
+ \ufffd</failure>
    </testcase>
  </testsuite>
</testsuites>
`);
});

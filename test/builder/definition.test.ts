/** Definitions written in TypeScript are the documents that the YAML says. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { cel, definition, input, local, nodes, ref, run, vars } from '../../src/index.ts';
import { compileDefinition, parseDocument } from '../../src/interpreter/index.ts';
import { catalogue } from '../simulate/support.ts';

const guide = readFileSync(new URL('../../docs/guide/builder.md', import.meta.url), 'utf8');

const welcome = definition(
  {
    name: 'welcome-mail',
    input: { type: 'object', required: ['name'], properties: { name: { type: 'string' } } },
  },
  ({ add }) => {
    const text = add('text', {
      run: ['./greet.sh', 'en'],
      stdin: input('name'),
      after: { node: 'approve', outcome: 'again', again: 3 },
    });
    const approve = add('approve', {
      human: `Send “${text.output('stdout')}” to ${input('name')}?`,
      outcomes: ['send', 'again'],
      form: { type: 'object', properties: { remark: { type: 'string' } } },
      deadline: { after: '2d', outcome: 'send' },
    });
    const sent = add('sent', {
      after: approve.on('send'),
      let: { length: cel`size(${text.output('stdout')})`, remark: approve.maybe('output', '?remark') },
    });
    return { length: sent.output('length') };
  },
);

/** A page's block of code, without what is indented otherwise. */
const blocks = [...guide.matchAll(/```(?:ts|yaml)\n([\s\S]*?)```/g)].map(([, block = '']) => block);

describe('the guide', () => {
  it('shows what is built here, and what it prints', () => {
    const own = readFileSync(new URL(import.meta.url), 'utf8');
    const [code = '', yaml] = blocks;
    const built = code.slice(code.indexOf('const welcome'), code.indexOf('console.log')).trim();
    expect(own).toContain(built);
    expect(yaml).toBe(welcome.toYaml());
    expect(compileDefinition(welcome.toYaml(), catalogue).diagnostics).toEqual([]);
  });
});

describe('a definition', () => {
  it('is the document that the YAML says', () => {
    const built = definition({ name: 'orders', vars: { count: 0 }, limits: { parallel: 5 } }, ({ add }) => {
      const fetch = add('fetch', {
        tool: 'http.request',
        input: { url: `https://example.com/${run('id')}` },
        retry: 3,
      });
      const size = add('size', {
        switch: { big: cel`${fetch.output('body', 'total')} > ${1_000}`, small: true },
      });
      const lines = add('lines', {
        after: size.on('big'),
        map: fetch.output('body', 'items'),
        as: 'line',
        nodes: nodes((block) => {
          const check = block.add('check', { workflow: 'check-stock', input: { sku: local('line', 'sku') } });
          block.add('note', {
            after: [check, { node: check, on: 'error' }],
            let: { first: fetch.output('body', 'items', 0) },
          });
        }),
        output: ref('check').output(),
      });
      add('count', { unless: size.on('small'), after: lines, set: { count: cel`${vars('count')} + 1` } });
      add('pay', { run: ['pay'], compensate: { run: ['pay', '--back'] } });
      return { lines: lines.maybe('output'), last: run('?odd name') };
    });
    expect(built.toDocument()).toEqual(
      parse(`
ostinato: 1
name: orders
vars: { count: 0 }
limits: { parallel: 5 }
nodes:
  fetch: { tool: http.request, input: { url: "https://example.com/\${ run.id }" }, retry: 3 }
  size: { switch: { big: "\${ nodes.fetch.output.body.total > 1000 }", small: true } }
  lines:
    after: { node: size, outcome: big }
    map: \${ nodes.fetch.output.body.items }
    as: line
    nodes:
      check: { workflow: check-stock, input: { sku: "\${ line.sku }" } }
      note: { after: [check, { node: check, on: error }], let: { first: "\${ nodes.fetch.output.body.items[0] }" } }
    output: \${ nodes.check.output }
  count: { unless: { node: size, outcome: small }, after: lines, set: { count: "\${ vars.count + 1 }" } }
  pay: { run: [pay], compensate: { run: [pay, --back] } }
output: { lines: "\${ nodes.?lines.output }", last: "\${ run[?\\"odd name\\"] }" }
`),
    );
  });

  it('refuses a name that is taken, and an outcome that is not there by its type', () => {
    definition({ name: 'twice' }, ({ add }) => {
      const ask = add('ask', { human: 'Go on?', outcomes: ['go', 'stop'] });
      expectTypeOf(ask.on).parameters.toEqualTypeOf<['go' | 'stop']>();
      const any = add('any', { receive: { any: ['paid', { event: 'cancelled', key: run('id') }] } });
      expectTypeOf(any.on).parameters.toEqualTypeOf<['paid' | 'cancelled']>();
      expectTypeOf(add('plain', { let: { a: 1 } }).on).parameters.toEqualTypeOf<[never]>();
      expect(() => add('ask', { wait: '1s' })).toThrow('There is a node ask already');
    });
  });

  it('reads again as what it is: by the checker too', () => {
    const { document, diagnostics } = parseDocument(welcome.toYaml());
    expect(diagnostics).toEqual([]);
    expect(document?.nodes).toEqual(parseDocument(JSON.stringify(welcome.toDocument())).document?.nodes);
  });
});

import { describe, expect, it } from 'vitest';
import { analyse } from '../../../src/interpreter/expression/index.ts';
import type { Reference } from '../../../src/interpreter/expression/index.ts';
import { faults, onlyFault, types } from './support.ts';

/** `nodes.?x.output!` for an optional, guarded reference. */
function show({ root, name, optional, field, guarded }: Reference): string {
  return `${root}.${optional ? '?' : ''}${name}${field === undefined ? '' : `.${field}`}${guarded ? '!' : ''}`;
}

function references(cel: string): string[] {
  return analyse(cel, types).references.map(show);
}

describe('references are read off the text', () => {
  it.each([
    ['nodes.draft.output', ['nodes.draft.output']],
    ['tasks.draft.output', ['nodes.draft.output']],
    ['nodes.?draft.output.title', ['nodes.?draft.output']],
    ['nodes[?"draft"].output', ['nodes.?draft.output']],
    ['nodes["draft"]["output"]', ['nodes.draft.output']],
    ['nodes.draft.?output', ['nodes.draft.output']],
    ['nodes.draft', ['nodes.draft']],
    ['nodes.review.outcome == "publish" && vars.rounds > 1', ['nodes.review.outcome', 'vars.rounds!']],
    ['nodes.draft.status + nodes.review.visits.size()', ['nodes.draft.status', 'nodes.review.visits']],
    ['nodes.draft.error.title', ['nodes.draft.error']],
    ['vars.?rounds', ['vars.?rounds']],
    ['input.topic', []],
    ['"nodes.draft.output"', []],
    ['input.orders.map(o, nodes.draft.output.title + o.id)', ['nodes.draft.output']],
    ['[nodes.draft.output, {"a": nodes.review.output}]', ['nodes.draft.output', 'nodes.review.output']],
  ])('%s', (cel, expected) => {
    expect(references(cel)).toEqual(expected);
  });

  it.each([
    ['true ? nodes.draft.output : nodes.review.output', ['nodes.draft.output!', 'nodes.review.output!']],
    ['nodes.draft.status == "x" ? 1 : 2', ['nodes.draft.status']],
    ['has(nodes.draft.output.title)', ['nodes.draft.output!']],
    ['nodes.draft.output == 1 || nodes.review.output == 1', ['nodes.draft.output', 'nodes.review.output!']],
    ['nodes.?draft.output.orValue(nodes.review.output)', ['nodes.?draft.output', 'nodes.review.output!']],
    ['default(nodes.draft.output, 1)', ['nodes.draft.output!']],
  ])('guarded: %s', (cel, expected) => {
    expect(references(cel)).toEqual(expected);
  });

  it('gives the place of each', () => {
    const cel = 'nodes.draft.output.title + nodes.?review.output';
    expect(analyse(cel, types).references.map(({ start, end }) => cel.slice(start, end))).toEqual([
      'nodes.draft.output',
      'nodes.?review.output',
    ]);
  });

  it.each([
    'nodes[input.topic]',
    'nodes.map(n, n)',
    'size(nodes)',
    'nodes',
    '"x" in nodes',
    'json(vars)',
    'vars[input.topic]',
  ])('%s cannot be', (cel) => {
    const found = analyse(cel, types);
    expect(found.faults.map((fault) => fault.code)).toContain('reference');
    expect(found.references).toEqual([]);
  });

  it('an item may not hide a root', () => {
    expect(faults('input.orders.map(nodes, nodes.draft.output)')).toContain(
      'reference: input.orders.map(nodes, nodes.draft.output)',
    );
  });
});

describe('names', () => {
  it.each([
    ['input.topc', 'unknown-field', 'Did you mean topic?'],
    ['input.orders.map(o, o.pric)', 'unknown-field', 'Did you mean price?'],
    ['nodes.reviw.output', 'unknown-name', 'Did you mean review?'],
    ['nodes.?reviw.output', 'unknown-name', 'Did you mean review?'],
    ['nodes.draft.outptu', 'unknown-field', 'Did you mean output?'],
    ['nodes.?draft.outptu', 'unknown-field', 'Did you mean output?'],
    ['nodes.?draft.output.?titel', 'unknown-field', 'Did you mean title?'],
    ['vars.round', 'unknown-name', 'Did you mean rounds?'],
    ['vars.other', 'unknown-name', 'Declare it: vars: { other: … }.'],
    ['run.idd', 'unknown-field', 'Did you mean id?'],
    ['topic', 'unknown-name', 'Did you mean input.topic?'],
    ['draft.output', 'unknown-name', 'Did you mean nodes.draft?'],
    ['rounds + 1', 'unknown-name', 'Did you mean vars.rounds?'],
    ['inptu.topic', 'unknown-name', 'Did you mean input?'],
    [
      'publish',
      'unknown-name',
      'Names here are input, vars, nodes, run, error. Text stands in quotes: "publish".',
    ],
    ['input.orders.map(o, p.id)', 'unknown-name', undefined],
    ['error.titel', 'unknown-field', 'Did you mean title?'],
    ['{"a": 1}.b', 'unknown-field', 'Its fields are a.'],
  ])('%s', (cel, code, hint) => {
    const fault = onlyFault(cel);
    expect(fault.code).toBe(code);
    if (hint !== undefined) expect(fault.hint).toBe(hint);
  });

  it('a name with a dash gets the brackets', () => {
    const found = analyse('input.open.my-name', types).faults;
    expect(found.map((fault) => fault.hint)).toEqual([
      'A name with a dash is written in brackets: input["my-name"].',
    ]);
  });

  it('a node without outcomes has none', () => {
    expect(onlyFault('nodes.draft.outcome == "x"').message).toBe('nodes.draft has no outcomes.');
  });

  it.each([
    ['nodes.review.outcome == "publsh"', 'Did you mean "publish"?'],
    ['"nope" == nodes.review.outcome', 'It is one of publish, revise.'],
    ['input.tone != "cold"', 'It is one of plain, warm.'],
    ['nodes.draft.status == "suceeded"', 'Did you mean "succeeded"?'],
  ])('%s is never true', (cel, hint) => {
    expect(onlyFault(cel).hint).toBe(hint);
  });

  it.each([
    'input.open.anything',
    'vars.anything.a.b',
    'nodes.review.output.x.y',
    'input.open["a b"]',
    'nodes.?draft.output.?title',
  ])('%s may be there', (cel) => {
    expect(faults(cel)).toEqual([]);
  });

  it('names that JavaScript objects have by nature are unknown too', () => {
    for (const cel of ['input.constructor', 'nodes.toString.output', 'vars.valueOf', 'constructor']) {
      expect(faults(cel)).toHaveLength(1);
    }
  });
});

describe('types', () => {
  it.each([
    ['input.topic', 'string'],
    ['input.n', 'double'],
    ['input.n + 1', 'double'],
    ['1 + 1', 'int'],
    ['"n: " + input.n', 'string'],
    ['input.orders', 'list<map>'],
    ['input.orders.map(o, o.price)', 'list<double>'],
    ['input.orders.map(o, o.price).sum()', 'double'],
    ['input.n > 1', 'bool'],
    ['input.n > 1 ? 1 : 2.5', 'double'],
    ['input.n > 1 ? "a" : null', 'dyn'],
    ['nodes.review.output', 'dyn'],
    ['nodes.?draft.output.title', 'string'],
    ['nodes.draft.output.title.orValue(1)', 'dyn'],
    ['{"a": 1}', 'map'],
    ['[]', 'list'],
    ['[1, 2.0]', 'list<double>'],
    ['input.orders[0].id', 'string'],
    ['input.orders.first().id', 'string'],
    ['cel.bind(x, input.topic, x + x)', 'string'],
    ['null', 'null'],
    ['size(input.orders)', 'int'],
    ['nodes.review.output + 1', 'dyn'],
  ])('%s is %s', (cel, type) => {
    expect(analyse(cel, types)).toMatchObject({ type, faults: [] });
  });

  it.each([
    ['input.topic > 3', '> does not work on string and int.'],
    ['input.topic - 1', '- does not work on string and int.'],
    ['input.topic + input.orders', '+ does not work on string and list<map>.'],
    ['input.topic == 1', 'This is never true: string == int.'],
    ['input.n != "1"', 'This is always true: double != string.'],
    ['input.topic && true', 'input.topic is of type string where true or false is needed.'],
    ['input.n ? 1 : 2', 'input.n is of type double where true or false is needed.'],
    ['!input.n', 'input.n is of type double where true or false is needed.'],
    ['-input.topic', '- does not work on string.'],
    ['input.orders.id', 'input.orders is of type list<map> and has no fields.'],
    ['input.topic.x', 'input.topic is of type string and has no fields.'],
    ['input.orders[input.topic]', 'A list is indexed by a number, not by string.'],
    ['input.topic[0]', 'input.topic is of type string and has no items.'],
    ['input.open[1]', 'An object is indexed by a string, not by int.'],
    ['input.topic.map(i, i)', 'map() works on a list, not on string.'],
    ['input.orders.filter(o, o.id)', 'o.id is of type string where true or false is needed.'],
    ['"a" in input.topic', 'in needs a list or an object on the right, not string.'],
    ['{1: 2}', 'The key of an object is a string, not int.'],
    ['upper(input.n)', 'upper() needs a string as text; input.n is of type double.'],
    ['sum(["a"])', 'sum() needs a list of numbers as list; ["a"] is of type list<string>.'],
  ])('%s', (cel, message) => {
    expect(onlyFault(cel)).toMatchObject({ code: 'type', message, severity: 'error' });
  });

  it('warns where whole numbers are divided', () => {
    expect(onlyFault('7 / 2')).toMatchObject({ severity: 'warning', code: 'type' });
    expect(faults('7 / 2.0')).toEqual([]);
    expect(faults('input.n / 2')).toEqual([]);
  });

  it('tells all faults, in the order of the text', () => {
    expect(faults('input.topc + nodes.reviw.output + nope() + vars.x')).toEqual([
      'unknown-field: .topc',
      'unknown-name: nodes.reviw',
      'function: nope()',
      'unknown-name: vars.x',
    ]);
  });
});

describe('functions', () => {
  it.each([
    ['input.orders.len()', 'Use size(x).'],
    ['input.topic.uper()', 'Did you mean upper()?'],
    ['input.orders.mapp(i, i)', 'Did you mean map()?'],
    ['timestamp(run.now)', 'Instants are text: use epoch(x), plus(x, "2h"), date(x).'],
    ['toString(1)', 'Use string(x).'],
    ['constructor(1)', undefined],
  ])('%s', (cel, hint) => {
    const [fault] = analyse(cel, types).faults.filter((found) => found.code === 'function');
    expect(fault?.hint).toBe(hint);
  });

  it('tells how a function is called', () => {
    expect(onlyFault('"a".split()').message).toBe('split() is called as split(text, separator).');
  });
});

describe('regular expressions', () => {
  it.each(['(', '(?=a)', '(a)\\\\1', '(?<!a)b', 'a{2000}'])('%s is refused', (pattern) => {
    expect(onlyFault(`input.topic.matches("${pattern}")`).code).toBe('regex');
  });

  it.each(['^(a+)+$', '\\\\d{4}-\\\\d\\\\d', '(?i)abc', '[[:alpha:]]'])('%s is accepted', (pattern) => {
    expect(faults(`input.topic.matches("${pattern}")`)).toEqual([]);
  });
});

describe('syntax', () => {
  it.each([
    ['input.topic = "a"', '=', 'Compare with ==; nothing is assigned in an expression.'],
    ['a and b', 'and', 'Write && for and.'],
    ['not a', 'a', 'Write ! for not.'],
    ['a ?? b', '?', 'Write nodes.?x.output.orValue("…") or default(x, y).'],
    ['`a`', '`', 'Strings stand in "…" or \'…\'; parts are joined with +.'],
    ['a | b', '|', 'Write || for or. Functions are called as items.sort(), without a pipe.'],
    ['a?.b', '.', 'An optional field is written a.?b.'],
    ['"abc', '"abc', undefined],
    ['a +', '', undefined],
    ['(a', '', undefined],
    ['if', 'if', undefined],
    ['', '', undefined],
    ['a b', 'b', undefined],
    ['1 ~ 2', '~', undefined],
    ['has(a)', 'has(a)', undefined],
    ['[1].map(1, 2)', '1', undefined],
    ['[1].sortBy(i)', '[1].sortBy(i)', undefined],
    ['[1].filter(i, i, i)', '[1].filter(i, i, i)', undefined],
    ['cel.bind(x, 1)', 'cel.bind(x, 1)', undefined],
    ['x.orValue()', 'x.orValue()', undefined],
  ])('%s', (cel, marked, hint) => {
    const [fault, ...others] = analyse(cel, types).faults;
    expect(others).toEqual([]);
    expect(fault?.code).toBe('syntax');
    expect(cel.slice(fault?.start, fault?.end)).toBe(marked);
    expect(fault?.hint).toBe(hint);
  });

  it('speaks plainly', () => {
    expect(onlyFault('a +').message).toBe('The expression ends too early.');
    expect(onlyFault('(a').message).toBe('Expected ), got the end.');
    expect(onlyFault('a and b').message).toBe('and is not expected here.');
  });
});

describe('what other languages write', () => {
  it.each([
    ['not input.n', 'input is not expected here.', 'Write ! for not.'],
    ['input.n <> 5', '> is not expected here.', 'Compare with <, <=, >, >= or !=.'],
    ['input.n is null', 'is is not expected here.', 'Compare with ==, as in x == null.'],
    ['input.n > 5;', '; is not expected here.', 'An expression is one value, without a ; behind it.'],
    ['{ input.n }', 'Expected :, got }.', 'One pair of braces is enough: ${ input.topic }.'],
    [
      'var.n + 1',
      'var is a word of the expression language and no name.',
      'Run-wide values are read as vars.name.',
    ],
    ['$input.n', '$ is not expected here.', 'Names stand without a $.'],
  ])('%s', (cel, message, hint) => {
    expect(analyse(cel, { vars: {}, nodes: {} }).faults[0]).toMatchObject({ code: 'syntax', message, hint });
  });
});

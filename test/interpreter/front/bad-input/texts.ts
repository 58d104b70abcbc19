/** Texts that cost more than they say, as large as they may be, each with codes that answer it; without any, nothing is wrong. */
const head = 'ostinato: 1\nname: t\n';
const many = (count: number, make: (index: number) => string, between = '\n'): string =>
  Array.from({ length: count }, (_, index) => make(index)).join(between);
const nodes = (text: string, rest = ''): string =>
  `${head}${rest}nodes:\n${text.replaceAll(/^(?=.)/gm, '  ')}\n`;
const letting = (value: string): string => nodes(`a: { let: { x: ${value} } }`);
const input = (schema: string): string => nodes('a: { run: [x] }', `input: ${schema}\n`);

const ref = (index: number): string => `{ $ref: "#/$defs/d${index}" }`;

type Case = readonly [text: () => string, ...codes: string[]];

export const texts: Readonly<Record<string, Case>> = {
  // Bytes, words, values.
  'ten megabytes': [() => 'a'.repeat(10_000_000), 'OST501'],
  'ten megabytes of nodes': [() => nodes(many(300_000, (i) => `n${i}: { run: [x, y] }`)), 'OST501'],
  'four megabytes of brackets': [() => '['.repeat(4_000_000), 'OST504'],
  'four megabytes of closing brackets': [() => ']'.repeat(4_000_000), 'OST501'],
  'two megabytes of commas': [() => `[${','.repeat(1_900_000)}]`, 'OST501'],
  'as many commas as there may be words': [() => `[${','.repeat(490_000)}]`, 'OST101'],
  'two megabytes of quotes': [() => '"'.repeat(2_000_000), 'OST501'],
  'as many quotes as there may be words': [() => '"'.repeat(980_000), 'OST101'],
  'colons in lines': [() => ':\n'.repeat(165_000), 'OST108'],
  'blank lines': [() => '\r\n'.repeat(490_000), 'OST106'],
  directives: [() => '%YAML 1.2\n'.repeat(200_000), 'OST101'],
  documents: [() => '---\n'.repeat(160_000), 'OST107'],
  tags: [() => many(240_000, (i) => `!t${i}`, ' '), 'OST101'],
  'tagged values': [() => `[${many(90_000, () => '!t a', ',')}]`, 'OST104'],
  'anchored values': [() => `[${many(90_000, (i) => `&a${i} a`, ',')}]`, 'OST106'],
  aliases: [() => `[&a x,${many(140_000, () => '*a', ',')}]`, 'OST506'],
  'aliases of aliases': [
    () => many(30, (i) => `a${i}: &a${i} [${i === 0 ? 'x' : many(10, () => `*a${i - 1}`, ',')}]`),
    'OST506',
  ],

  // Depth.
  'ten thousand brackets': [() => '['.repeat(10_000), 'OST504'],
  'ten thousand mappings': [() => '{a: '.repeat(10_000), 'OST504'],
  'ten thousand lists': [() => '- '.repeat(10_000), 'OST504'],
  'ten thousand keys of keys': [() => '? '.repeat(10_000), 'OST504'],
  'two thousand blocks': [() => many(2_000, (depth) => `${' '.repeat(depth)}a:`), 'OST504'],

  // Keys and characters.
  'keys that nobody knows': [() => `{${many(70_000, (i) => `k${i}: 1`, ',')}}`, 'OST202'],
  'a key again and again': [() => `{${many(70_000, () => 'k: 1', ',')}}`, 'OST102'],
  'a key of two megabytes': [() => nodes(`a: { run: [x], ${'a'.repeat(2_000_000)}: 1 }`), 'OST202'],
  tabs: [() => nodes('a:\n\trun: [x]'), 'OST101'],
  'a byte order mark': [() => `\uFEFF${nodes('a: { run: [x] }')}`],
  'names of prototypes': [
    () => nodes('constructor: { run: [x] }\n__proto__: { run: [x] }\ntoString: { run: [x] }'),
    'OST207',
    'OST505',
  ],
  'names of prototypes as values': [() => letting('{ constructor: 1, toString: "${ input.?constructor }" }')],
  'lone surrogates': [() => letting(`[${many(120_000, () => '"\\uD800"', ',')}]`), 'OST507'],
  'numbers beyond 2^53': [() => letting(`[${many(120_000, () => '99999999999999999999', ',')}]`), 'OST110'],
  'a number of three megabytes': [() => letting('9'.repeat(3_000_000)), 'OST110'],

  // Expressions.
  'unclosed expressions': [() => letting(`"${'${ '.repeat(49_000)}"`), 'OST410'],
  'expressions without end': [() => letting(`"${'${ input.x } '.repeat(200_000)}"`), 'OST502'],
  'expressions without sense': [() => letting(`[${many(50_000, () => '"${ + }"', ',')}]`), 'OST401'],
  'an expression of two megabytes': [() => letting(`"\${ ${'1+'.repeat(1_000_000)}1 }"`), 'OST406'],
  'an expression in five thousand brackets': [
    () => letting(`"\${ ${'('.repeat(4_990)}1${')'.repeat(4_990)} }"`),
    'OST406',
  ],
  'a regular expression that repeats repetitions': [
    () => letting(`"\${ input.x.matches('((((((a{10}){10}){10}){10}){10}){10}') }"`),
    'OST407',
  ],
  'regular expressions without end': [
    () => nodes(many(2_000, (i) => `a${i}: { when: "input.x.matches('(x{0,30}){0,30}${i}')", run: [x] }`)),
    'OST502',
  ],

  // Schemas.
  'a schema that is itself': [() => input('{ $ref: "#" }'), 'OST212'],
  'schemas in a circle': [
    () => input('{ $defs: { a: { $ref: "#/$defs/b" }, b: { $ref: "#/$defs/a" } }, $ref: "#/$defs/a" }'),
    'OST212',
  ],
  'schemas that double': [
    () => {
      const defs = many(30, (i) => `d${i}: { anyOf: [${ref(i + 1)}, ${ref(i + 1)}] }`, ', ');
      return input(`{ $defs: { ${defs}, d30: { type: string } }, $ref: "#/$defs/d0" }`);
    },
  ],
  'patterns without end': [
    () =>
      input(`{ properties: { ${many(10_000, (i) => `p${i}: { pattern: "(x{0,30}){0,30}${i}" }`, ',')} } }`),
    'OST502',
  ],
  'a choice without end': [() => input(`{ enum: [${many(120_000, (i) => `v${i}`, ',')}] }`), 'OST212'],

  // Graphs.
  'more nodes than there may be': [() => nodes(many(20_001, (i) => `n${i}: {run: [x]}`)), 'OST502'],
  'nodes without a kind': [() => nodes(many(19_000, (i) => `n${i}: { a: 1 }`)), 'OST205'],
  'names that are none': [() => nodes(many(15_000, (i) => `"n-${i}": { run: [x] }`)), 'OST207'],
  'edges from nowhere': [
    () => nodes(many(3_000, (i) => `n${i}: { run: [x], after: [${many(30, (j) => `m${j}`, ',')}] }`)),
    'OST301',
  ],
  'outcomes without end': [
    () => nodes(`a: { human: x, outcomes: [${many(120_000, (i) => `o${i}`, ',')}], timeout: 1d }`),
  ],
};

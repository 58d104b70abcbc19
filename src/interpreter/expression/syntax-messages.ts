/**
 * What the library's parser says → plain sentences, with hints for what people bring from other languages.
 */
const words: Readonly<Record<string, string>> = {
  EOF: 'the end',
  NUMBER: 'a number',
  STRING: 'a string',
  BOOLEAN: 'true or false',
  NULL: 'null',
  IDENTIFIER: 'a name',
  PLUS: '+',
  MINUS: '-',
  MULTIPLY: '*',
  DIVIDE: '/',
  MODULO: '%',
  EQ: '==',
  NE: '!=',
  LT: '<',
  LE: '<=',
  GT: '>',
  GE: '>=',
  AND: '&&',
  OR: '||',
  NOT: '!',
  IN: 'in',
  LPAREN: '(',
  RPAREN: ')',
  LBRACKET: '[',
  RBRACKET: ']',
  LBRACE: '{',
  RBRACE: '}',
  DOT: '.',
  COMMA: ',',
  COLON: ':',
  QUESTION: '?',
  BYTES: 'bytes',
};

/** `Expected RPAREN, got EOF` → `Expected ), got the end.` `word` is the text at the fault. */
export function syntaxMessage(summary: string, word: string): string {
  if (summary.startsWith('Unexpected character') && word !== '') return `${word} is not expected here.`;
  const plain = summary.replaceAll(/\b[A-Z]{2,}\b/g, (word) => words[word] ?? word);
  if (plain === 'Unexpected token: the end') return 'The expression ends too early.';
  const reserved = /^Reserved identifier: (\w+)/.exec(plain)?.[1];
  if (reserved !== undefined) return `${reserved} is a word of the expression language and no name.`;
  const token = /^Unexpected token: (.+)$/.exec(plain)?.[1];
  if (token !== undefined) return `${token} is not expected here.`;
  return `${plain}.`;
}

const hints: readonly (readonly [start: RegExp, hint: string])[] = [
  [/^===/, 'Compare with ==.'],
  [/^!==/, 'Compare with !=.'],
  [/^<?>/, 'Compare with <, <=, >, >= or !=.'],
  [/^var\b/, 'Run-wide values are read as vars.name.'],
  [/^\$(?!\{)/, 'Names stand without a $.'],
  [/^is\b/i, 'Compare with ==, as in x == null.'],
  [/^;/, 'An expression is one value, without a ; behind it.'],
  [/^=>/, 'There are no arrow functions: items.map(i, i.x).'],
  [/^=/, 'Compare with ==; nothing is assigned in an expression.'],
  [/^and\b/i, 'Write && for and.'],
  [/^or\b/i, 'Write || for or.'],
  [/^not\b/i, 'Write ! for not.'],
  [/^\?\?/, 'Write nodes.?x.output.orValue("…") or default(x, y).'],
  [/^\?\./, 'An optional field is written a.?b.'],
  [/^&/, 'Write && for and.'],
  [/^\|/, 'Write || for or. Functions are called as items.sort(), without a pipe.'],
  [/^\$\{/, 'Inside ${ } names are used without another ${ }.'],
  [/^`/, 'Strings stand in "…" or \'…\'; parts are joined with +.'],
];

/** The first hint that fits the text at the fault, or one character before it (where a token was cut in two). */
export function syntaxHint(text: string, start: number): string | undefined {
  if (/\{\{|\}\}/.test(text))
    return 'Double braces are of other systems: an expression stands in ${ … }, alone.';
  if (/^\{\s*[\w.]+\s*\}$/.test(text)) return 'One pair of braces is enough: ${ input.topic }.';
  if (/\bnot\s+$/i.test(text.slice(0, start))) return 'Write ! for not.';
  for (const at of [start, start - 1]) {
    const rest = text.slice(Math.max(at, 0));
    const found = hints.find(([pattern]) => pattern.test(rest));
    if (found !== undefined) return found[1];
  }
  return undefined;
}

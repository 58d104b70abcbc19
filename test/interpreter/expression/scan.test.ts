import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scan } from '../../../src/interpreter/expression/index.ts';

function cels(text: string): string[] {
  const scanned = scan(text);
  if (!scanned.ok) throw new Error(scanned.message);
  return scanned.pieces.flatMap((piece) => (piece.kind === 'expr' ? [piece.cel] : []));
}

describe('scan finds the end of an expression by lexing', () => {
  it.each([
    ['${ a }', ['a']],
    ['x ${a} y ${ b } z', ['a', 'b']],
    ['${ {"a": {"b": 1}} }', ['{"a": {"b": 1}}']],
    ['${ "}" + a }', ['"}" + a']],
    ["${ '}' + '{' }", ["'}' + '{'"]],
    ['${ "a\\"}" }', ['"a\\"}"']],
    ['${ """ " } """ + a }', ['""" " } """ + a']],
    ['${ r"\\d}" }', ['r"\\d}"']],
    ["${ '''}''' }", ["'''}'''"]],
    ['${ a // } not the end\n + b }', ['a // } not the end\n + b']],
    ['no expression', []],
    ['$ {a} and $a and {a}', []],
    ['', []],
  ])('%s', (text, expected) => {
    expect(cels(text)).toEqual(expected);
  });

  it('gives offsets into the value, of the trimmed expression', () => {
    const text = 'ab ${  cde }f';
    const scanned = scan(text);
    expect(scanned).toEqual({
      ok: true,
      whole: false,
      pieces: [
        { kind: 'text', text: 'ab ', start: 0, end: 3 },
        { kind: 'expr', cel: 'cde', start: 7, end: 10 },
        { kind: 'text', text: 'f', start: 12, end: 13 },
      ],
    });
  });

  it.each([
    ['${ a }', true],
    ['  ${ a }\n', true],
    ['${ a }.', false],
    ['${ a }${ b }', false],
    ['a', false],
    ['$${ a }', false],
  ])('%j alone: %s', (text, whole) => {
    expect(scan(text)).toMatchObject({ ok: true, whole });
  });
});

describe('scan and literal ${', () => {
  it.each([
    ['$${', '${'],
    ['a $${b} c', 'a ${b} c'],
    ['$$${', '$${'],
    ['$${${', undefined],
  ])('%s', (text, expected) => {
    const scanned = scan(text);
    if (expected === undefined) expect(scanned.ok).toBe(false);
    else expect(scanned).toMatchObject({ pieces: [{ kind: 'text', text: expected }] });
  });

  it('can stand before an expression', () => {
    expect(scan('$${x} is ${ x }')).toMatchObject({
      pieces: [
        { kind: 'text', text: '${x} is ' },
        { kind: 'expr', cel: 'x' },
      ],
    });
  });
});

describe('scan refuses', () => {
  it.each([
    ['${ a', 0, 4],
    ['ok ${ "}', 3, 8],
    ['${ {"a": 1 }', 0, 12],
    ['a ${ b // c }', 2, 13],
  ])('%s, which is not closed', (text, start, end) => {
    expect(scan(text)).toMatchObject({ ok: false, span: { start, end }, message: /not closed/ });
  });

  it.each(['${}', '${   }', 'a ${ } b'])('%s, which is empty', (text) => {
    expect(scan(text)).toMatchObject({ ok: false, message: /empty/ });
  });
});

describe('scan keeps everything', () => {
  const part = fc.oneof(fc.constantFrom('${', '$${', '}', '{', '"', "'", '$', '//', '\n', '\\'), fc.string());

  it('never throws and covers any text without gaps', () => {
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const text = parts.join('');
        const scanned = scan(text);
        if (!scanned.ok) {
          expect(text.slice(scanned.span.start).startsWith('${')).toBe(true);
          return;
        }
        let at = 0;
        for (const piece of scanned.pieces) {
          if (piece.kind === 'text') {
            expect(piece.start).toBe(at);
            at = piece.end;
          } else {
            expect(text.slice(piece.start, piece.end)).toBe(piece.cel);
            expect(text.slice(at, piece.start)).toMatch(/^\$\{\s*$/);
            at = text.indexOf('}', piece.end) + 1;
          }
        }
        expect(at).toBe(text.length);
      }),
    );
  });

  it('gives text without ${ back as it is', () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !text.includes('${')),
        (text) => {
          const scanned = scan(text);
          const joined = scanned.ok
            ? scanned.pieces.map((piece) => (piece.kind === 'text' ? piece.text : ''))
            : [];
          expect(joined.join('')).toBe(text);
        },
      ),
    );
  });
});

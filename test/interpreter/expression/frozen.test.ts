/** The workflow sandbox freezes preloaded modules deeply: everything must work when no export can be changed. */
import * as cfworker from '@cfworker/json-schema';
import * as cel from '@marcbachmann/cel-js';
import * as re2 from '@bufbuild/re2';
import { describe, expect, it } from 'vitest';
import * as facade from '../../../src/interpreter/expression/index.ts';
import { library } from '../../../src/interpreter/expression/functions/index.ts';
import * as schemas from '../../../src/interpreter/schema.ts';
import { bindings, expression } from './support.ts';

function freeze(value: unknown, seen = new Set<unknown>()): void {
  const holder = (typeof value === 'object' && value !== null) || typeof value === 'function';
  if (!holder || seen.has(value)) return;
  seen.add(value);
  for (const key of Reflect.ownKeys(value)) {
    const descriptor = Object.getOwnPropertyDescriptor(value, key);
    if (descriptor !== undefined && 'value' in descriptor) freeze(descriptor.value, seen);
  }
  // A module namespace is sealed by nature and cannot be frozen.
  if (Object.prototype.toString.call(value) !== '[object Module]' && !ArrayBuffer.isView(value))
    Object.freeze(value);
}

describe('with all modules frozen deeply', () => {
  it('expressions and schemas work', () => {
    for (const module of [facade, schemas, cel, re2, cfworker, { library: [...library] }]) freeze(module);
    const value = facade.evaluate(
      expression('input.orders.map(o, o.price).sum() + size("abc") + (input.topic.matches("^t") ? 1 : 0)'),
      bindings,
    );
    expect(value).toEqual({ ok: true, value: 8.5 });
    expect(facade.analyse('[1, 2].exists(i, i > "a")', { vars: {}, nodes: {} }).faults).toHaveLength(1);
    expect(schemas.validate({ pattern: '^a$' }, 'b')).toHaveLength(1);
    expect(schemas.validate({ patternProperties: { a: { type: 'string' } } }, { a: 1 })).toHaveLength(1);
  });
});

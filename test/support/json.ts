/** What is stored and sent is JSON. Owns how tests hold it to that. */
import { expect } from 'vitest';

/** Also without keys that hold nothing: what is read back is what was there. */
export function expectJson(value: object): void {
  expect(value).toStrictEqual(JSON.parse(JSON.stringify(value)));
}

import { expect, it } from 'vitest';
import { clip } from '../../src/client/temporal/clip.ts';

it.each([
  ['short', 5, 'short'],
  ['longer', 5, 'lo…'],
  ['äöü', 5, 'ä…'],
  ['🎼🎼', 8, '🎼🎼'],
  ['🎼🎼🎼', 8, '🎼…'],
])('%j in %i bytes is %j', (text, bytes, expected) => {
  expect(clip(text, bytes)).toBe(expected);
  expect(Buffer.byteLength(clip(text, bytes))).toBeLessThanOrEqual(bytes);
});

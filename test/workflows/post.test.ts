/** How much is on its way to parts of maps at once. */
import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createPost } from '../../src/workflows/post.ts';

it.each([
  ['500 at once', 10, 500],
  ['a million characters at once', 9_998, 100],
])('%s, and the next when one has arrived or has not', async (_, size, most) => {
  const post = createPost();
  const ends: PromiseWithResolvers<void>[] = [];
  const sent = () => ends.length;
  for (let index = 0; index < 2 * most; index++)
    post.send('x'.repeat(size), () => {
      const end = Promise.withResolvers<void>();
      ends.push(end);
      return end.promise;
    });
  expect(sent()).toBe(most);
  ends[0]?.resolve();
  ends[1]?.reject(new Error('The part is over'));
  await setImmediate();
  expect(sent()).toBe(most + 2);
});

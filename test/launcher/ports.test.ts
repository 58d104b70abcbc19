import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { freePort, usualOrFree } from '../../src/launcher/ports.ts';

async function occupy(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

describe('ports', () => {
  it('takes the usual one when it is free', async () => {
    const port = await freePort();
    expect(await usualOrFree(port)).toBe(port);
  });

  it('takes another one when the usual one is taken', async () => {
    const taken = await occupy();
    const chosen = await usualOrFree(taken);
    expect(chosen).not.toBe(taken);
    expect(await usualOrFree(chosen)).toBe(chosen);
  });
});

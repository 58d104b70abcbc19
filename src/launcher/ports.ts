/**
 * Which ports a server of ours may use. Owns the choice; the server that is started binds them.
 *
 * A port is free when it can be bound now. Somebody may take it before the server does: whoever starts the server
 * must be ready to choose again.
 */
import { createServer } from 'node:net';

const host = '127.0.0.1';

/** The usual port where it is free, else one that the operating system chooses. */
export async function usualOrFree(usual: number): Promise<number> {
  return (await bindOnce(usual)) ?? (await freePort());
}

export async function freePort(): Promise<number> {
  const port = await bindOnce(0);
  if (port === undefined) throw new Error(`no port of ${host} can be bound`);
  return port;
}

/** Binds the port and lets it go again; undefined = somebody has it. */
function bindOnce(port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(undefined);
      else reject(error);
    });
    probe.listen({ port, host, exclusive: true }, () => {
      const address = probe.address();
      const bound = typeof address === 'object' && address !== null ? address.port : undefined;
      probe.close(() => resolve(bound));
    });
  });
}

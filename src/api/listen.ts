/** Opens and closes the port of the API. Owns the refusal to listen where others could reach it. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Express } from 'express';
import type { Problem } from '../client/wire.ts';
import type { Config } from '../config.ts';
import { isLoopback } from './loopback.ts';
import { problems } from './problem.ts';

export interface Listening {
  /** `http://127.0.0.1:7400` */
  readonly url: string;
  /** Takes no more requests, lets those under way end, and closes. */
  readonly close: () => Promise<void>;
}

/** The server cannot listen; the message says what to do. */
export class ListenError extends Error {
  /** The port is taken, so another one may do. */
  readonly taken: boolean;
  constructor(message: string, taken: boolean, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ListenError';
    this.taken = taken;
  }
}

/** Port 0 takes any free one. */
export async function listen(
  app: Express,
  { host, port }: Pick<Config, 'host' | 'port'>,
): Promise<Listening> {
  if (!isLoopback(host)) {
    throw new ListenError(
      `Ostinato has no access control yet, so it listens on this machine only and not on ${host}. ` +
        'Set OSTINATO_HOST to 127.0.0.1, or leave it out.',
      false,
    );
  }
  // Without a Host header the guard answers, as it does to a wrong one.
  const server = createServer({ requireHostHeader: false }, app);
  server.on('clientError', refuse);
  await opened(server, host, port);
  const address = server.address() as AddressInfo;
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return { url: `http://${name}:${address.port}`, close: () => closed(server) };
}

/** What is not HTTP never reaches the app; it gets a problem all the same. */
function refuse(error: Error, socket: Duplex): void {
  const gone = 'code' in error && error.code === 'ECONNRESET';
  if (gone || !socket.writable) return void socket.destroy();
  const [status, title] = problems.malformed;
  const detail = `This is not HTTP as it can be read here: ${error.message}. Headers take at most 16 KiB.`;
  const body: Problem = { type: '/problems/malformed', title, status, detail };
  socket.end(
    `HTTP/1.1 ${status} Bad Request\r\nContent-Type: application/problem+json; charset=utf-8\r\n` +
      `Connection: close\r\n\r\n${JSON.stringify(body)}`,
  );
}

async function opened(server: Server, host: string, port: number): Promise<void> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    throw listenError(error, host, port);
  }
}

function listenError(error: unknown, host: string, port: number): ListenError {
  const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  const problem = taken
    ? `Port ${port} of ${host} is taken. End the program that holds it, or set OSTINATO_PORT to a free one.`
    : `Cannot listen on ${host}:${port}: ${String(error)}. Set OSTINATO_HOST and OSTINATO_PORT to what this machine has.`;
  return new ListenError(problem, taken, { cause: error });
}

async function closed(server: Server): Promise<void> {
  const closing = once(server, 'close');
  server.close();
  // Connections kept alive without a request would hold the process until they time out.
  server.closeIdleConnections();
  await closing;
}

// The address on this computer at which a browser comes back from a sign-in page: one listener for
// one attempt, gone after one answer. What an answer must hold is its owner's business.
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface LoopbackListener {
  /** `http://127.0.0.1:port/` and 128 random bits: whoever doesn't know them can't answer. */
  readonly url: string;
  close(): void;
}

/**
 * `accept` is told the whole address of each request that may be the answer, and says whether it is;
 * the listener closes then. Rejects where no port can be had.
 */
export type Listen = (accept: (address: string) => boolean) => Promise<LoopbackListener>;

/** A browser sends its request at once; what is slower only holds a connection. */
const REQUEST_MS = 5_000;
/** Of more than these the oldest goes: whoever holds connections must not keep the browser out. */
const CONNECTIONS_MAX = 64;

const HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  'Content-Security-Policy':
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  Connection: 'close',
};

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Back to Muster</title>
  </head>
  <body>
    <h1>You can go back to Muster</h1>
    <p>Muster goes on with the sign-in. This page can be closed.</p>
  </body>
</html>
`;

export const listenOnLoopback: Listen = async (accept) => {
  const server = createServer({ requestTimeout: REQUEST_MS, connectionsCheckingInterval: 1_000 });
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return new AnswerListener(server, accept);
};

class AnswerListener implements LoopbackListener {
  readonly url: string;
  readonly #host: string;
  // Hex: some authorization servers take no other signs than letters and digits in a redirect address.
  readonly #path = `/${randomBytes(16).toString('hex')}`;
  readonly #server: Server;
  readonly #accept: Parameters<Listen>[0];
  /** Oldest first. */
  readonly #connections = new Set<Socket>();
  /** Nobody's `close` may cut the page short. */
  #isAnswered = false;

  /** `server` listens already. */
  constructor(server: Server, accept: Parameters<Listen>[0]) {
    this.#host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    this.url = `http://${this.#host}${this.#path}`;
    this.#server = server;
    this.#accept = accept;
    server.on('connection', (connection) => this.#admit(connection));
    server.on('request', (request, response) => this.#answer(request, response));
  }

  close(): void {
    if (!this.#isAnswered) this.#end();
  }

  #admit(connection: Socket): void {
    this.#connections.add(connection);
    connection.on('close', () => this.#connections.delete(connection));
    const [oldest] = this.#connections;
    if (this.#connections.size > CONNECTIONS_MAX) oldest?.destroy();
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    if (!this.#isAnswer(request)) {
      response.writeHead(404, HEADERS).end();
      return;
    }
    this.#isAnswered = true;
    response.on('close', () => this.#end());
    response.writeHead(200, HEADERS).end(PAGE);
  }

  #isAnswer(request: IncomingMessage): boolean {
    return (
      !this.#isAnswered &&
      isFromBrowser(request, this.#host, this.#path) &&
      this.#accept(`http://${this.#host}${request.url}`)
    );
  }

  #end(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

/**
 * A page's script, a form or a frame could know no more than the port, and would say so: a browser
 * that goes to an address says "navigate". Another Host means that a name was bent to this computer.
 */
function isFromBrowser(
  { method, headers, url }: IncomingMessage,
  host: string,
  path: string,
): boolean {
  const mode = headers['sec-fetch-mode'];
  return (
    method === 'GET' &&
    headers.host === host &&
    (mode === undefined || mode === 'navigate') &&
    url?.split('?')[0] === path
  );
}

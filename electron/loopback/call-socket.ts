// The contract over a WebSocket. The first message must be {token}; after it {id, name, argument}
// is answered by {id, result}, and events go out as {event, payload} to every welcome page.
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import type { Dispatch } from '../ipc/dispatch.ts';
import type { Publish } from '../shared/contract.ts';
import { fail } from '../shared/errors.ts';
import { isOwnRequest, isToken } from './gate.ts';

export interface CallSocketParts {
  readonly server: Server;
  /** "127.0.0.1:port" */
  readonly host: string;
  readonly token: string;
}

/** 200,000 session ids fit. */
const longestMessage = 16 * 1024 * 1024;
/** How long a page may take to show the token. */
const tokenLimit = 5_000;
/** Application close code: wrong or missing token, or a message of no known shape. */
const REFUSED = 4_401;

export class CallSocket {
  readonly #parts: CallSocketParts;
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: longestMessage });
  /** The pages that showed the token. */
  readonly #pages = new Set<WebSocket>();

  constructor(parts: CallSocketParts) {
    this.#parts = parts;
  }

  readonly publish: Publish = (event, payload) => {
    const text = JSON.stringify({ event, payload });
    for (const page of this.#pages) page.send(text);
  };

  answerCalls(dispatch: Dispatch): void {
    const { server, host } = this.#parts;
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      // Node leaves the socket of an upgrade to whoever takes it: a reset would end the program.
      socket.on('error', () => socket.destroy());
      if (isOwnRequest(request.headers, host, 'socket') && request.url === '/')
        this.#sockets.handleUpgrade(request, socket, head, (page) => this.#accept(page, dispatch));
      else socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
    });
  }

  #accept(page: WebSocket, dispatch: Dispatch): void {
    const refuse = () => page.close(REFUSED);
    const late = setTimeout(refuse, tokenLimit);
    // Too long or no WebSocket: ws closes the connection by itself and tells why.
    page.on('error', () => undefined);
    page.on('close', () => {
      clearTimeout(late);
      this.#pages.delete(page);
    });
    page.on('message', (data) => {
      const message = parse(data);
      if (this.#pages.has(page)) {
        const { id } = message;
        if (typeof id === 'number') void reply(page, id, message, dispatch);
        else refuse();
      } else if (isToken(message.token, this.#parts.token)) {
        clearTimeout(late);
        this.#pages.add(page);
      } else refuse();
    });
  }
}

async function reply(
  page: WebSocket,
  id: number,
  { name, argument }: Message,
  dispatch: Dispatch,
): Promise<void> {
  const result =
    typeof name === 'string' ? await dispatch(name, argument) : fail({ code: 'bad-request' });
  page.send(JSON.stringify({ id, result }));
}

type Message = Readonly<Partial<Record<'token' | 'id' | 'name' | 'argument', unknown>>>;

/** The members that are looked at, unchecked; none of them when it is no object. */
function parse(data: RawData): Message {
  try {
    const value: unknown = JSON.parse((data as Buffer).toString('utf8'));
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

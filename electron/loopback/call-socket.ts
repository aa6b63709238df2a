// The contract over a WebSocket. The first message must be {token}; after it {id, name, argument}
// is answered by {id, result}, and events go out as {event, payload} to every welcome page.
import type { Server } from 'node:http';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import type { Dispatch } from '../ipc/dispatch.ts';
import type { Publish } from '../shared/contract.ts';
import { fail } from '../shared/errors.ts';
import { isOwnRequest, isToken } from './gate.ts';

/** The pages that showed the token. */
export type WelcomePages = Set<WebSocket>;

export interface CallSocketParts {
  readonly server: Server;
  /** "127.0.0.1:port" */
  readonly host: string;
  readonly token: string;
  readonly dispatch: Dispatch;
  readonly pages: WelcomePages;
}

/** 200,000 session ids fit. */
const longestMessage = 16 * 1024 * 1024;
/** How long a page may take to show the token. */
const tokenLimit = 5_000;
/** Application close code: wrong or missing token, or a message of no known shape. */
const REFUSED = 4_401;

export function publishTo(pages: WelcomePages): Publish {
  return (event, payload) => {
    const text = JSON.stringify({ event, payload });
    for (const page of pages) page.send(text);
  };
}

export function answerCalls({ server, host, token, dispatch, pages }: CallSocketParts): void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: longestMessage });

  server.on('upgrade', (request, socket, head) => {
    if (!isOwnRequest(request.headers, host, 'socket') || request.url !== '/') {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, accept);
  });

  function accept(page: WebSocket): void {
    const refuse = () => page.close(REFUSED);
    const late = setTimeout(refuse, tokenLimit);
    // Too long or no WebSocket: ws closes the connection by itself and tells why.
    page.on('error', () => undefined);
    page.on('close', () => {
      clearTimeout(late);
      pages.delete(page);
    });
    page.on('message', (data) => {
      const message = parse(data);
      if (pages.has(page)) {
        if (typeof message['id'] === 'number') void reply(page, message['id'], message);
        else refuse();
      } else if (isToken(message['token'], token)) {
        clearTimeout(late);
        pages.add(page);
      } else refuse();
    });
  }

  async function reply(page: WebSocket, id: number, { name, argument }: Message): Promise<void> {
    const result =
      typeof name === 'string' ? await dispatch(name, argument) : fail({ code: 'bad-request' });
    page.send(JSON.stringify({ id, result }));
  }
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

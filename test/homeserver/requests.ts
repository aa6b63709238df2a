// Reads requests off the socket and keeps a log of them for tests to look into.
import { type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { type Request } from './router.ts';

/** One request as it came. Nothing is redacted: what it holds are test secrets. */
export interface RequestRecord {
  readonly method: string;
  /** Encoded, with its query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** `text` as JSON; null where it is none. */
  readonly body: unknown;
  /** When it was read, in milliseconds since 1970. */
  readonly at: number;
}

const LOG_LENGTH = 5_000;

export class RequestLog {
  readonly #records: RequestRecord[] = [];

  add(request: Request, headers: IncomingHttpHeaders): void {
    const { method, target, text: sent } = request;
    this.#records.push({
      method,
      path: target,
      headers,
      text: sent,
      body: jsonOf(sent),
      at: Date.now(),
    });
    if (this.#records.length > LOG_LENGTH) this.#records.shift();
  }

  all(): readonly RequestRecord[] {
    return this.#records;
  }
}

export async function readRequest(incoming: IncomingMessage): Promise<Request> {
  const target = incoming.url ?? '/';
  const [path = '', query = ''] = target.split(/\?(.*)/s);
  const parameters = new URLSearchParams(query);
  const bearer = /^Bearer (.+)$/.exec(incoming.headers.authorization ?? '')?.[1];
  return {
    method: incoming.method ?? 'GET',
    target,
    path,
    query: parameters,
    secret: bearer ?? parameters.get('access_token'),
    address: incoming.socket.remoteAddress ?? '',
    text: await text(incoming),
    incoming,
  };
}

function jsonOf(sent: string): unknown {
  try {
    return JSON.parse(sent) as unknown;
  } catch {
    return null;
  }
}

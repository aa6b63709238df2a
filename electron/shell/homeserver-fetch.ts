// The standard `fetch` for homeservers, on Electron's network stack (system proxy, system trust
// store) and a session that keeps nothing: in memory, no cache, no cookies.
//
// It stands on net.request rather than session.fetch, because session.fetch (Electron 33 to 45)
// rejects `redirect: 'manual'` without telling the target, and never ends when a body is cancelled.
import { net, session, type ClientRequest, type IncomingMessage, type Session } from 'electron';
import type { Fetch } from '../matrix/types.ts';
import { ConnectProbe } from './connect-probe.ts';
import { hasBody, responseOf } from './homeserver-answer.ts';

/** `userAgent`: what is said where a request says nothing of it, to a proxy for instance. */
export function createHomeserverFetch(userAgent: string): Fetch {
  const homeservers = homeserverSession();
  homeservers.setUserAgent(userAgent);
  return (url, init) =>
    new Promise((resolve, reject) => {
      new Exchange(homeservers, url, init, { resolve, reject }).send(init.body);
    });
}

/**
 * As `DiscoveryPorts` has it. What Chromium has looked up here is what it connects to in the next
 * minute. Where a proxy is in between, nothing is looked up: the proxy does it, and nobody else is to know.
 */
export async function addressesOf(url: string): Promise<readonly string[]> {
  const homeservers = homeserverSession();
  try {
    if ((await homeservers.resolveProxy(url)) !== 'DIRECT') return [];
    const { endpoints } = await homeservers.resolveHost(new URL(url).hostname);
    return endpoints.map(({ address }) => address);
  } catch {
    return [];
  }
}

function homeserverSession(): Session {
  return session.fromPartition('homeserver', { cache: false });
}

interface Outcome {
  readonly resolve: (response: Response) => void;
  readonly reject: (error: Error) => void;
}

/**
 * One request until its headers are here. Redirects are never followed: `manual` yields the 3xx with
 * its `location`, anything else rejects before the target hears of it. A host that can't be connected
 * to in 10 s rejects with the cause `{ code: 'CONNECT_TIMEOUT' }`, a proxy that asks for a password with
 * `{ code: 'PROXY_ASKS' }`.
 */
class Exchange {
  readonly #request: ClientRequest;
  readonly #signal: AbortSignal | null;
  readonly #probe: ConnectProbe;
  readonly #outcome: Outcome;

  constructor(homeservers: Session, url: string, init: RequestInit, outcome: Outcome) {
    this.#outcome = outcome;
    this.#signal = init.signal ?? null;
    this.#signal?.throwIfAborted();
    this.#request = net.request({
      session: homeservers,
      url,
      method: init.method ?? 'GET',
      redirect: init.redirect === 'manual' ? 'manual' : 'error',
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
    });
    new Headers(init.headers).forEach((value, name) => this.#request.setHeader(name, value));
    this.#probe = new ConnectProbe(
      new URL(url),
      async () => (await homeservers.resolveProxy(url)) === 'DIRECT',
      () => this.#fail(new Error('no connection', { cause: { code: 'CONNECT_TIMEOUT' } })),
    );
  }

  send(body: RequestInit['body']): void {
    this.#signal?.addEventListener('abort', this.#abort, { once: true });
    this.#request.on('error', (error) => this.#fail(error));
    this.#request.on('login', ({ isProxy }, giveUp) => {
      if (isProxy) this.#fail(new Error('no answer', { cause: { code: 'PROXY_ASKS' } }));
      else giveUp();
    });
    this.#request.on('redirect', (status, _method, _target, headers) =>
      this.#succeed(() => responseOf(status, headers, null)),
    );
    this.#request.on('response', (message) => this.#succeed(() => this.#answer(message)));
    this.#request.end(typeof body === 'string' ? body : undefined);
  }

  /** What is odd about an answer ends this request; thrown in Electron's event, it would end Muster. */
  #succeed(read: () => Response): void {
    this.#settle();
    try {
      this.#outcome.resolve(read());
    } catch (error) {
      this.#fail(asError(error));
    }
  }

  #answer(message: IncomingMessage): Response {
    const { statusCode, headers } = message;
    if (hasBody(statusCode)) {
      const body = new MessageBody(message, this.#request, this.#signal);
      return responseOf(statusCode, headers, body.stream);
    }
    message.on('error', () => undefined);
    this.#request.abort();
    return responseOf(statusCode, headers, null);
  }

  #fail(error: Error): void {
    this.#settle();
    this.#outcome.reject(error);
    this.#request.abort();
  }

  #settle(): void {
    this.#probe.stop();
    this.#signal?.removeEventListener('abort', this.#abort);
  }

  readonly #abort = (): void => this.#fail(asError(this.#signal?.reason));
}

/** The chunks of a body as they come. Cancelling the stream, or aborting the signal, ends the request. */
class MessageBody {
  readonly stream: ReadableStream<Uint8Array>;
  readonly #request: ClientRequest;
  readonly #signal: AbortSignal | null;
  #over = false;

  constructor(message: IncomingMessage, request: ClientRequest, signal: AbortSignal | null) {
    this.#request = request;
    this.#signal = signal;
    this.stream = new ReadableStream({
      start: (controller) => this.#listen(message, controller),
      cancel: () => this.#end(() => request.abort()),
    });
  }

  #listen(message: IncomingMessage, controller: ReadableStreamDefaultController<Uint8Array>): void {
    this.#abort = () =>
      this.#end(() => {
        controller.error(asError(this.#signal?.reason));
        this.#request.abort();
      });
    this.#signal?.addEventListener('abort', this.#abort, { once: true });
    message.on('data', (chunk) => {
      if (!this.#over) controller.enqueue(new Uint8Array(chunk));
    });
    message.on('end', () => this.#end(() => controller.close()));
    message.on('error', (error: unknown) => this.#end(() => controller.error(error)));
    message.on('aborted', () => this.#end(() => controller.error(new Error('net::ERR_ABORTED'))));
  }

  #end(how: () => void): void {
    if (this.#over) return;
    this.#over = true;
    this.#signal?.removeEventListener('abort', this.#abort);
    how();
  }

  #abort = (): void => undefined;
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('aborted');
}

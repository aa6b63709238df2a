// The standard `fetch` for homeservers, on Electron's network stack (system proxy, system trust
// store) and a session that keeps nothing: in memory, no cache, no cookies.
//
// It stands on net.request rather than session.fetch, because session.fetch (Electron 33 to 45)
// rejects `redirect: 'manual'` without telling the target, and never ends when a body is cancelled.
import { net, session, type ClientRequest, type IncomingMessage, type Session } from 'electron';
import type { Fetch } from '../matrix/types.ts';
import { probeConnection } from './connect-probe.ts';

const bodiless: ReadonlySet<number> = new Set([204, 205, 304]);

/** `userAgent` is what homeservers see and may show in their lists of sessions. */
export function createHomeserverFetch(userAgent: string): Fetch {
  const homeservers = session.fromPartition('homeserver', { cache: false });
  homeservers.setUserAgent(userAgent);
  return (url, init) => send(homeservers, url, init);
}

/**
 * Redirects are never followed: `manual` yields the 3xx with its `location`, anything else rejects
 * before the target hears of it. A host that can't be connected to in 10 s rejects with the cause
 * `{ code: 'CONNECT_TIMEOUT' }`.
 */
function send(homeservers: Session, url: string, init: RequestInit): Promise<Response> {
  return new Promise((resolve, reject) => {
    const { signal } = init;
    if (signal?.aborted) {
      reject(asError(signal.reason));
      return;
    }
    const request = net.request({
      session: homeservers,
      url,
      method: init.method ?? 'GET',
      redirect: init.redirect === 'manual' ? 'manual' : 'error',
      credentials: 'omit',
      cache: 'no-store',
      referrerPolicy: 'no-referrer',
    });
    new Headers(init.headers).forEach((value, name) => request.setHeader(name, value));

    const probe = probeConnection(
      new URL(url),
      async () => (await homeservers.resolveProxy(url)) === 'DIRECT',
      () => failWith(new Error('no connection', { cause: { code: 'CONNECT_TIMEOUT' } })),
    );
    const onAbort = () => failWith(asError(signal?.reason));
    const settle = () => {
      probe.stop();
      signal?.removeEventListener('abort', onAbort);
    };
    const failWith = (error: Error) => {
      settle();
      reject(error);
      request.abort();
    };

    signal?.addEventListener('abort', onAbort, { once: true });
    request.on('error', failWith);
    request.on('redirect', (status, _method, _target, headers) => {
      settle();
      resolve(new Response(null, { status, headers: flatten(headers) }));
    });
    request.on('response', (message) => {
      settle();
      resolve(responseOf(message, request, signal ?? null));
    });
    request.end(typeof init.body === 'string' ? init.body : undefined);
  });
}

function responseOf(
  message: IncomingMessage,
  request: ClientRequest,
  signal: AbortSignal | null,
): Response {
  const { statusCode: status, statusMessage: statusText } = message;
  const body = bodiless.has(status) ? null : bodyOf(message, request, signal);
  return new Response(body, { status, statusText, headers: flatten(message.headers) });
}

/** Chunks as they come. Cancelling it, or aborting the signal, ends the request. */
function bodyOf(
  message: IncomingMessage,
  request: ClientRequest,
  signal: AbortSignal | null,
): ReadableStream<Uint8Array> {
  let over = false;
  let onAbort = () => {};
  const end = (how: () => void) => {
    if (over) return;
    over = true;
    signal?.removeEventListener('abort', onAbort);
    how();
  };
  return new ReadableStream<Uint8Array>({
    start(controller) {
      onAbort = () =>
        end(() => {
          controller.error(asError(signal?.reason));
          request.abort();
        });
      signal?.addEventListener('abort', onAbort, { once: true });
      if (signal?.aborted) onAbort();
      message.on('data', (chunk) => {
        if (!over) controller.enqueue(new Uint8Array(chunk));
      });
      message.on('end', () => end(() => controller.close()));
      message.on('error', (error: unknown) => end(() => controller.error(error)));
      message.on('aborted', () => end(() => controller.error(new Error('net::ERR_ABORTED'))));
    },
    cancel() {
      end(() => request.abort());
    },
  });
}

function flatten(headers: Record<string, string | string[]>): Headers {
  const flat = new Headers();
  for (const [name, value] of Object.entries(headers))
    for (const one of [value].flat()) flat.append(name, one);
  return flat;
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('aborted');
}

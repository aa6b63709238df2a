// The one place that calls the injected fetch: limits of time and size, no cookies, no cache, no
// redirects, the token in no place but its header. What an answer means is answer.ts's business.
import type { AppError, BadAnswerReason, TimeoutPhase } from '../shared/errors.ts';
import { parseJson } from './json.ts';
import { classifyTransportError } from './transport-error.ts';
import type { MatrixPorts } from './types.ts';

/** From the start of a request to its headers, in ms. (10 s to connect are the host's fetch's.) */
export const HEADERS_MS = 20_000;
/** From the start of a request to the last byte of its body, in ms. */
export const WHOLE_MS = 60_000;
/** Decoded bytes of one body, counted while they come. */
export const BODY_MAX = 1024 * 1024;
export const LIST_BODY_MAX = 64 * 1024 * 1024;

export interface HttpRequest {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly url: string;
  /** Null for calls that need none; then no Authorization header is sent. */
  readonly token: string | null;
  readonly body?: unknown;
  /** `BODY_MAX` where absent. */
  readonly bodyMax?: number;
  /** Hands 3xx answers to the caller. Only for requests that carry nothing secret. */
  readonly manualRedirect?: boolean;
  readonly signal?: AbortSignal | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  readonly host: string;
  readonly headers: Headers;
  readonly body: HttpBody;
}

export type HttpBody =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'unreadable'; readonly reason: Exclude<BadAnswerReason, 'empty-404'> };

export type HttpOutcome =
  | { readonly kind: 'answer'; readonly answer: HttpAnswer }
  | {
      readonly kind: 'failed';
      readonly error: AppError;
      /** The server may have received the request and acted on it. */
      readonly maybeSent: boolean;
    };

/** Why we ended a request ourselves. */
class Stopped extends Error {
  readonly why: TimeoutPhase | 'cancelled';

  constructor(why: TimeoutPhase | 'cancelled') {
    super(`stopped: ${why}`);
    this.why = why;
  }
}

/** Sends one request, once. Never rejects for what a network or a server does. */
export async function sendRequest(ports: MatrixPorts, request: HttpRequest): Promise<HttpOutcome> {
  const host = new URL(request.url).host;
  const attempt = new AbortController();
  const stopped = rejection(attempt.signal);
  const headersHere = new AbortController();
  const over = new AbortController();
  const cancel = (): void => attempt.abort(new Stopped('cancelled'));
  request.signal?.addEventListener('abort', cancel);
  if (request.signal?.aborted === true) cancel();
  const deadline = (ms: number, why: TimeoutPhase, reached: AbortSignal): void => {
    void ports.clock.sleep(ms, reached).then(() => {
      if (!reached.aborted) attempt.abort(new Stopped(why));
    });
  };
  try {
    attempt.signal.throwIfAborted();
    deadline(HEADERS_MS, 'headers', headersHere.signal);
    deadline(WHOLE_MS, 'whole', over.signal);
    const response = await Promise.race([
      ports.fetch(request.url, initOf(request, attempt.signal)),
      stopped,
    ]);
    headersHere.abort();
    const body = await readBody(response, request.bodyMax ?? BODY_MAX, stopped);
    return {
      kind: 'answer',
      answer: { status: response.status, host, headers: response.headers, body },
    };
  } catch (error) {
    return failureOf(error, host);
  } finally {
    headersHere.abort();
    over.abort();
    request.signal?.removeEventListener('abort', cancel);
  }
}

function initOf(
  request: HttpRequest,
  signal: AbortSignal,
): RequestInit & { readonly cache: 'no-store' } {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (request.token !== null) headers['Authorization'] = `Bearer ${request.token}`;
  if (request.body !== undefined) headers['Content-Type'] = 'application/json';
  return {
    method: request.method,
    headers,
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    redirect: request.manualRedirect === true ? 'manual' : 'error',
    credentials: 'omit',
    cache: 'no-store',
    referrerPolicy: 'no-referrer',
    signal,
  };
}

/**
 * Rejects with the signal's reason when it aborts. Being the first to listen it comes before what
 * the fetch makes of the abort, and it serves fetches that don't listen at all.
 */
function rejection(signal: AbortSignal): Promise<never> {
  const promise = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  promise.catch(() => undefined);
  return promise;
}

async function readBody(
  response: Response,
  max: number,
  stopped: Promise<never>,
): Promise<HttpBody> {
  const text = await readTextWithin(response, max, stopped);
  if (text === null) return { kind: 'unreadable', reason: 'too-large' };
  const parsed = parseJson(text);
  if (parsed.kind === 'json') return parsed;
  if (looksLikeHtml(response.headers, text)) return { kind: 'unreadable', reason: 'html' };
  if (parsed.kind === 'not-json') return { kind: 'unreadable', reason: 'not-json' };
  return { kind: 'unreadable', reason: parsed.kind === 'too-deep' ? 'shape' : 'too-large' };
}

/** Null when more than `max` decoded bytes came; the rest is not read. */
async function readTextWithin(
  response: Response,
  max: number,
  stopped: Promise<never>,
): Promise<string | null> {
  if (response.body === null) return '';
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await Promise.race([reader.read(), stopped]);
      if (done) return text + decoder.decode();
      bytes += value.byteLength;
      if (bytes > max) return null;
      text += decoder.decode(value, { stream: true });
    }
  } finally {
    // Ends the connection where the body was not read to its end; a no-op where it was.
    reader.cancel().catch(() => undefined);
  }
}

function looksLikeHtml(headers: Headers, text: string): boolean {
  return (
    /^text\/html\b/i.test(headers.get('content-type') ?? '') ||
    /^\s*<(?:!doctype|html|head|body)\b/i.test(text.slice(0, 1_000))
  );
}

function failureOf(error: unknown, host: string): HttpOutcome {
  if (error instanceof Stopped) {
    const stoppedError: AppError =
      error.why === 'cancelled'
        ? { code: 'cancelled' }
        : { code: 'timed-out', host, phase: error.why };
    return { kind: 'failed', error: stoppedError, maybeSent: true };
  }
  const { kind, maybeSent } = classifyTransportError(error);
  const transportError: AppError =
    kind === 'connect-timeout'
      ? { code: 'timed-out', host, phase: 'connect' }
      : { code: kind, host };
  return { kind: 'failed', error: transportError, maybeSent };
}

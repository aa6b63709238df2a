// The one place that calls the injected fetch: limits of time and size, no cookies, no cache, no
// redirects, the token in no place but its header. What an answer means is answer.ts's business.
import type { AppError, TimeoutPhase } from '../../shared/errors.ts';
import { readBody, readBytes, SMALL_BODY, type BodyBounds, type HttpBody } from './body.ts';
import { classifyTransportError, type TransportFailure } from './transport-error.ts';
import type { MatrixPorts } from '../types.ts';

/** From the start of a request to its headers, in ms. (10 s to connect are the host's fetch's.) */
export const HEADERS_MS = 20_000;
/** From the start of a request to the last byte of its body, in ms. */
export const WHOLE_MS = 60_000;

export interface HttpRequest {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  readonly url: string;
  /** Null for calls that need none; then no Authorization header is sent. */
  readonly token: string | null;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as a form, instead of `body`. */
  readonly form?: URLSearchParams;
  /** `SMALL_BODY` where absent. */
  readonly bounds?: BodyBounds;
  /** How long the headers may take, `HEADERS_MS` where absent; the rest is added. */
  readonly headersMs?: number | undefined;
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

export type HttpOutcome = { readonly kind: 'answer'; readonly answer: HttpAnswer } | HttpFailure;

export interface HttpFailure {
  readonly kind: 'failed';
  readonly error: AppError;
  /** The server may have received the request and acted on it. */
  readonly maybeSent: boolean;
}

/** What an injected fetch rejects with for a request that must not be sent. */
export class RefusedRequest extends Error {
  readonly why: AppError;

  constructor(why: AppError) {
    super(`refused: ${why.code}`);
    this.why = why;
  }
}

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
  const { host } = new URL(request.url);
  return withinLimits(ports, request, async (response, stopped) => {
    const body = await readBody(response, request.bounds ?? SMALL_BODY, stopped);
    const { status, headers } = response;
    return { kind: 'answer', answer: { status, host, headers, body } };
  });
}

/** The bytes of a success; null for anything else, and for more than `max`. */
export async function sendForBytes(
  ports: MatrixPorts,
  request: HttpRequest,
  max: number,
): Promise<Uint8Array | null> {
  const outcome = await withinLimits(ports, request, async (response, stopped) => {
    const bytes = await readBytes(response, max, stopped);
    return { kind: 'bytes', bytes: response.ok ? bytes : null };
  });
  return outcome.kind === 'bytes' ? outcome.bytes : null;
}

async function withinLimits<Answer>(
  ports: MatrixPorts,
  request: HttpRequest,
  read: (response: Response, stopped: Promise<never>) => Promise<Answer>,
): Promise<Answer | HttpFailure> {
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
    const headersMs = request.headersMs ?? HEADERS_MS;
    deadline(headersMs, 'headers', headersHere.signal);
    deadline(headersMs + WHOLE_MS - HEADERS_MS, 'whole', over.signal);
    const response = await Promise.race([
      ports.fetch(request.url, initOf(request, attempt.signal)),
      stopped,
    ]);
    headersHere.abort();
    return await read(response, stopped);
  } catch (error) {
    return failureOf(error, new URL(request.url).host);
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
  if (request.form !== undefined) headers['Content-Type'] = 'application/x-www-form-urlencoded';
  else if (request.body !== undefined) headers['Content-Type'] = 'application/json';
  const json = request.body === undefined ? undefined : JSON.stringify(request.body);
  const body = request.form?.toString() ?? json;
  return {
    method: request.method,
    headers,
    ...(body === undefined ? {} : { body }),
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

function failureOf(error: unknown, host: string): HttpFailure {
  if (error instanceof Stopped) {
    const stoppedError: AppError =
      error.why === 'cancelled'
        ? { code: 'cancelled' }
        : { code: 'timed-out', host, phase: error.why };
    return { kind: 'failed', error: stoppedError, maybeSent: true };
  }
  if (error instanceof RefusedRequest)
    return { kind: 'failed', error: error.why, maybeSent: false };
  const { kind, maybeSent } = classifyTransportError(error);
  return { kind: 'failed', error: transportError(kind, host), maybeSent };
}

function transportError(kind: TransportFailure['kind'], host: string): AppError {
  switch (kind) {
    case 'connect-timeout':
      return { code: 'timed-out', host, phase: 'connect' };
    case 'not-http':
      return { code: 'bad-answer', host, reason: kind };
    case 'proxy-asks':
      return { code: 'proxy', asks: true };
    case 'proxy-failed':
      return { code: 'proxy', asks: false };
    case 'unreachable':
    case 'tls':
    case 'redirected':
      return { code: kind, host };
  }
}

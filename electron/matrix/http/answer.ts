// What an HTTP answer means: the JSON of a success, or an error of the closed union. Decides by
// errcode first, by status second, never by the server's prose (protocol: "Standard error response").
import type { AppError } from '../../shared/errors.ts';
import type { HttpAnswer } from './request.ts';
import { readMatrixError, type MatrixError } from './matrix-error.ts';
import { serverDate } from './server-date.ts';

/** A pause that a server asks for is kept within these, in ms. */
const RETRY_MIN_MS = 500;
const RETRY_MAX_MS = 10 * 60_000;

/** What a server answered. */
export type Meaning =
  | { readonly kind: 'json'; readonly value: unknown }
  | {
      readonly kind: 'error';
      readonly status: number;
      /** Null where the body is no Matrix error. */
      readonly matrix: MatrixError | null;
      /** The JSON body, undefined where there is none. */
      readonly json: unknown;
      readonly error: AppError;
    };

/** The answer of the server at this address was JSON, but not what it should be. */
export function badShape(url: string): AppError {
  return { code: 'bad-answer', host: new URL(url).host, reason: 'shape' };
}

/** `now` in ms since 1970, for the time of a retry. */
export function meaningOf(answer: HttpAnswer, now: number): Meaning {
  const { status, body, host } = answer;
  if (status >= 200 && status < 300) {
    if (body.kind === 'json') return body;
    const error: AppError = { code: 'bad-answer', host, reason: body.reason };
    return { kind: 'error', status, matrix: null, json: undefined, error };
  }
  const json = body.kind === 'json' ? body.value : undefined;
  const matrix = readMatrixError(json);
  return { kind: 'error', status, matrix, json, error: errorOf(answer, matrix, now) };
}

function errorOf(answer: HttpAnswer, matrix: MatrixError | null, now: number): AppError {
  const { status, host, body } = answer;
  const serverText = matrix?.text ?? null;
  if (status > 599) return { code: 'bad-answer', host, reason: 'not-http' };
  if (status >= 500) return { code: 'server-failed', status, serverText };
  if (status === 429 || matrix?.errcode === 'M_LIMIT_EXCEEDED')
    return { code: 'rate-limited', retryAt: retryAt(answer.headers, matrix, now) };
  if (status < 400) return { code: 'redirected', host };
  if (status === 407) return { code: 'proxy', asks: true };
  const byErrcode = matrix === null ? null : errorOfErrcode(matrix, status);
  if (byErrcode !== null) return byErrcode;
  if (status === 404) return errorOf404(host, matrix);
  if (body.kind === 'unreadable' && body.reason !== 'not-json')
    return { code: 'bad-answer', host, reason: body.reason };
  if (status === 403) return { code: 'forbidden', serverText };
  return { code: 'request-refused', status, errcode: matrix?.errcode ?? null, serverText };
}

/** Codes that mean the same on every call. */
function errorOfErrcode(matrix: MatrixError, status: number): AppError | null {
  switch (matrix.errcode) {
    case 'M_UNKNOWN_TOKEN':
    case 'M_MISSING_TOKEN':
      return status === 401 ? { code: 'session-ended', softLogout: matrix.softLogout } : null;
    case 'M_USER_LOCKED':
      return { code: 'account-locked' };
    case 'M_USER_SUSPENDED':
      return { code: 'account-suspended' };
    case 'M_USER_DEACTIVATED':
      return { code: 'account-deactivated' };
    case 'M_USER_LIMIT_EXCEEDED':
      return { code: 'device-limit', infoUri: matrix.infoUri, serverText: matrix.text };
    default:
      return null;
  }
}

/**
 * "Not there" only when a homeserver says so. Its code is M_NOT_FOUND, on Dendrite M_FORBIDDEN for
 * a session that doesn't exist; M_UNRECOGNIZED means that the call doesn't exist. A 404 that is no
 * Matrix error comes from something in front of the server.
 */
function errorOf404(host: string, matrix: MatrixError | null): AppError {
  if (matrix === null) return { code: 'bad-answer', host, reason: 'empty-404' };
  if (matrix.errcode !== 'M_UNRECOGNIZED') return { code: 'not-found' };
  const { errcode, text } = matrix;
  return { code: 'request-refused', status: 404, errcode, serverText: text };
}

/**
 * The later of the two times that a 429 can name: `Retry-After` (seconds or an HTTP date) and
 * `retry_after_ms`. Nonsense and the past don't count; null where nothing is left.
 */
function retryAt(headers: Headers, matrix: MatrixError | null, now: number): number | null {
  const waits = [retryAfterHeaderMs(headers, now), matrix?.retryAfterMs];
  const known = waits.filter((ms): ms is number => typeof ms === 'number' && ms >= 0);
  if (known.length === 0) return null;
  return now + Math.min(Math.max(...known, RETRY_MIN_MS), RETRY_MAX_MS);
}

/** A date is by the server's clock, as that of the answer is, if it has one. */
function retryAfterHeaderMs(headers: Headers, now: number): number | null {
  const header = headers.get('retry-after') ?? '';
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1_000;
  if (!/^\s*[A-Z][a-z]{2,8},/.test(header)) return null;
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : date - (serverDate(headers) ?? now);
}

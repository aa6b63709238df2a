// When a sign-out that could not go on is tried again, and when it is given up. Pure.
import type { AppError, ErrorCode } from '../../../shared/errors.ts';
import { pauseLeft } from '../../pauses.ts';
import type { Patience } from './types.ts';

const SECOND = 1_000;
const PAUSES = [1, 2, 4, 8, 15, 30, 60, 120, 300].map((seconds) => seconds * SECOND);

/** Shortest pause that a server asks for, in milliseconds. */
const LEAST_MS = 500;

/** Most requests in a row that fail while the list can be read and has all of them. */
export const STRIKES_MAX = 6;

/** Most lists in a row that can't be read: more than four hours. */
export const UNREAD_MAX = 60;

/** A pause that ends so much later than it should, in milliseconds, was slept through. */
const OVERSLEPT = 60 * SECOND;

export const patient: Patience = { strikes: 0, unread: 0 };

const passing: ReadonlySet<ErrorCode> = new Set([
  'unreachable',
  'proxy',
  'timed-out',
  'tls',
  'redirected',
  'bad-answer',
  'server-failed',
  'vault',
]);

/**
 * Whether a request that failed so may go through later. A server that restarts calls any token unknown:
 * the list shows whether it is.
 */
export function mayPass({ code }: AppError): boolean {
  return passing.has(code) || code === 'session-ended';
}

/** Whether a list that could not be read so may be readable later. */
export function mayBeRead({ code }: AppError): boolean {
  return passing.has(code) || code === 'rate-limited' || code === 'doubtful-list';
}

export function isGivenUp({ strikes, unread }: Patience): boolean {
  return strikes > STRIKES_MAX || unread > UNREAD_MAX;
}

/** When it is tried again, in milliseconds since 1970: ever later, or when the server says. */
export function nextTry({ strikes, unread }: Patience, error: AppError, now: number): number {
  const named = error.code === 'rate-limited' ? error.retryAt : null;
  if (named !== null) return now + Math.max(pauseLeft(named, now), LEAST_MS);
  const failures = Math.max(strikes + unread, 1);
  return now + (PAUSES[Math.min(failures, PAUSES.length) - 1] ?? SECOND);
}

/**
 * Whether a wait until then was cut short by somebody, or slept through by the computer: what was out of
 * reach before may not be now.
 */
export function isNewStart(until: number, now: number): boolean {
  return now < until || now - until > OVERSLEPT;
}

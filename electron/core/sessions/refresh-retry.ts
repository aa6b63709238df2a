// When a list that could not be read is read again without being asked. Pure.
import type { AppError, ErrorCode } from '../../shared/errors.ts';

const SECOND = 1_000;
const PAUSES = [30 * SECOND, 60 * SECOND, 120 * SECOND, 300 * SECOND];

const passing: ReadonlySet<ErrorCode> = new Set([
  'unreachable',
  'proxy',
  'timed-out',
  'server-failed',
  // Somebody may let the account in again.
  'not-let-in',
  'account-locked',
  'doubtful-list',
  'rate-limited',
]);

/** The failures in a row before this one, by the last refreshes. */
export interface FailureRun {
  readonly failures: number;
  /** The last one was a 429 that named a time. */
  readonly rateLimited: boolean;
}

export const noFailures: FailureRun = { failures: 0, rateLimited: false };

/**
 * When to try again, in milliseconds since 1970, or null for never. A 429 is answered by one try at
 * the time that the server named; one that names none, and what passes by itself, by ever longer pauses,
 * up to 20 % longer than the table by `random` in [0, 1), so that many apps don't come back at once.
 */
export function retryAt(
  error: AppError,
  run: FailureRun,
  now: number,
  random: number,
): number | null {
  const named = namedTime(error);
  if (named !== null) return run.rateLimited ? null : named;
  if (!passing.has(error.code)) return null;
  const pause = PAUSES[Math.min(run.failures, PAUSES.length - 1)] ?? 0;
  return now + Math.round(pause * (1 + 0.2 * random));
}

export function afterFailure(run: FailureRun, error: AppError): FailureRun {
  return { failures: run.failures + 1, rateLimited: namedTime(error) !== null };
}

function namedTime(error: AppError): number | null {
  return error.code === 'rate-limited' ? error.retryAt : null;
}

/** The longest that a server may take to begin a list, in milliseconds. */
const LIST_MAX = 180 * SECOND;

/** How long it may take the next time, after one that took longer than `allowed`, in milliseconds. */
export function longerFor(allowed: number): number {
  return Math.min(2 * allowed, LIST_MAX);
}

// When the watcher reads an account's list. Pure: figures in, a time out.
import type { ListState } from '../../shared/model.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** After this long without a reading, the window coming to the front is a reason for one. */
const STALE = 5 * MINUTE;

/** What is known of one account. Times in milliseconds since 1970. */
export interface Watched {
  readonly list: Pick<ListState, 'fetchedAt' | 'refresh'>;
  /** When the watcher last read it; null before it did in this run. */
  readonly attemptedAt: number | null;
  /** When it is read for another reason than the interval, null for none. */
  readonly wishedAt: number | null;
  /** A number in [0, 1) of this account's own, so that not all come at once. */
  readonly pace: number;
}

/** Null while somebody else is at it, or while another try would only disturb. */
export function dueAt(watched: Watched, minutes: number, now: number): number | null {
  const { list, wishedAt, pace } = watched;
  const { refresh } = list;
  if (refresh.kind === 'refreshing') return null;
  if (refresh.kind === 'failed') {
    const { error, retryAt } = refresh;
    // A keychain that is locked would ask the user, who wants nothing just now.
    if (error.code === 'vault') return null;
    // The list comes back by itself. Only a server that is out of reach may be tried before.
    if (retryAt !== null) return error.code === 'rate-limited' ? null : wishedAt;
    if (error.code === 'rate-limited' && error.retryAt > now) return error.retryAt;
  }
  const regular = lastRead(watched, now) + minutes * MINUTE * (0.9 + 0.2 * pace);
  return wishedAt === null ? regular : Math.min(wishedAt, regular);
}

/** The first reading of a run is soon. */
export function firstWish(now: number, pace: number): number {
  return now + 15 * SECOND * pace;
}

/** The window came to the front, or the computer woke up (which takes a network a moment). */
export function wishAfter(
  reason: 'focus' | 'resume',
  watched: Watched,
  now: number,
): number | null {
  if (reason === 'resume') return now + (5 + 10 * watched.pace) * SECOND;
  return now - lastRead(watched, now) > STALE ? now : watched.wishedAt;
}

/** A time ahead of the clock is from before it was set back, and counts for nothing. */
function lastRead({ list, attemptedAt }: Watched, now: number): number {
  const times = [list.fetchedAt, attemptedAt].filter((time) => time !== null && time <= now);
  return Math.max(0, ...times.map((time) => time ?? 0));
}

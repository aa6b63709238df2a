// When the watcher reads an account's list. Pure: figures in, a time out.
import type { ListState, VaultStatus } from '../../shared/model.ts';
import { pauseLeft } from '../pauses.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** After this long without a reading, the window coming to the front is a reason for one. */
const STALE = 5 * MINUTE;

/** What is known of one account. Times in milliseconds since 1970; the list's are its server's. */
export interface Watched {
  readonly list: Pick<ListState, 'fetchedAt' | 'refresh' | 'serverAhead'>;
  /** When the watcher last read it; null before it did in this run. */
  readonly attemptedAt: number | null;
  /** When a reading is due for another reason than the interval, null for none. */
  readonly dueAt: number | null;
  /** A number in [0, 1) of this account's own, so that not all come at once. */
  readonly pace: number;
}

/** When to read it next. Null while somebody else is at it, or while another try would only disturb. */
export function nextReading(
  watched: Watched,
  minutes: number,
  keychain: VaultStatus['kind'],
  now: number,
): number | null {
  const { list, dueAt, pace } = watched;
  const { refresh } = list;
  if (refresh.kind === 'refreshing') return null;
  if (refresh.kind === 'failed') {
    const { error, retryAt } = refresh;
    // A keychain that is locked would ask the user, who wants nothing just now.
    if (error.code === 'vault' && keychain !== 'ready') return null;
    // The list comes back by itself. Only a server that is out of reach may be tried before.
    if (retryAt !== null) return error.code === 'rate-limited' ? null : dueAt;
    const until = error.code === 'rate-limited' ? error.retryAt : null;
    const pause = until === null ? 0 : pauseLeft(until, now);
    if (pause > 0) return now + pause;
  }
  const regular = lastRead(watched, now) + minutes * MINUTE * (0.9 + 0.2 * pace);
  return dueAt === null ? regular : Math.min(dueAt, regular);
}

/** The first reading of a run is soon. */
export function firstDue(now: number, pace: number): number {
  return now + 15 * SECOND * pace;
}

/** The window came to the front, or the computer woke up (which takes a network a moment). */
export function dueAfter(reason: 'focus' | 'resume', watched: Watched, now: number): number | null {
  if (reason === 'resume') return now + (5 + 10 * watched.pace) * SECOND;
  return now - lastRead(watched, now) > STALE ? now : watched.dueAt;
}

/** A time ahead of the clock is from before it was set back, and counts for nothing. */
function lastRead({ list, attemptedAt }: Watched, now: number): number {
  const fetchedAt = list.fetchedAt === null ? null : list.fetchedAt - list.serverAhead;
  const times = [fetchedAt, attemptedAt].filter((time) => time !== null && time <= now);
  return Math.max(0, ...times.map((time) => time ?? 0));
}

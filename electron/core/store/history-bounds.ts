// Keeps the history of one account within bounds that no server can move: so many events, each of a
// bounded size; the oldest go first, and the file gives their pages back.
import { HISTORY_EVENTS_MAX } from '../../shared/limits.ts';
import type { AccountId } from '../../shared/ids.ts';
import type { Connection } from './database.ts';

/** Longest text of an event that is searched, in UTF-16 units. */
export const SEARCH_MAX = 512;

/** Free pages that are given back in one go: a few milliseconds. */
const PAGES = 2_000;

/** Of events in the order in which they happened, those that have room. */
export function newest<T>(events: readonly T[]): readonly T[] {
  return events.length > HISTORY_EVENTS_MAX ? events.slice(-HISTORY_EVENTS_MAX) : events;
}

/** Within a transaction: forgets the oldest events of an account that has too many. */
export function forgetOldest(connection: Connection, accountId: AccountId): void {
  const { changes } = connection
    .prepare(
      `DELETE FROM history WHERE account_id = ? AND event_id <=
         (SELECT event_id FROM history WHERE account_id = ?
          ORDER BY event_id DESC LIMIT 1 OFFSET ?)`,
    )
    .run(accountId, accountId, HISTORY_EVENTS_MAX);
  if (changes > 0) giveBackPages(connection);
}

/** Shortens the file by pages that are free. */
export function giveBackPages(connection: Connection): void {
  connection.exec(`PRAGMA incremental_vacuum(${PAGES})`);
}

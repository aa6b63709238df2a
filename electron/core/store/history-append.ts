// Writes what happened, in the transaction of the list that tells of it (see session-store.ts), each
// event as part of an act: what happened at once, or by one sign-out.
import type { HistoryChange } from '../../shared/history.ts';
import type { AccountId } from '../../shared/ids.ts';
import type { HistoryEntry } from '../changes/history-diff.ts';
import type { Connection } from './database.ts';
import { forgetOldest, newest } from './history-bounds.ts';
import { writeDetail } from './history-change.ts';
import { searchText } from './history-rows.ts';
import { numberOf, textColumn } from './session-rows.ts';
import { goneBySignOut } from './sign-out-rows.ts';

/** Within a transaction: writes events in the given order; the oldest ones go where there are too many. */
export function appendHistory(
  connection: Connection,
  accountId: AccountId,
  entries: readonly HistoryEntry[],
): void {
  if (entries.length === 0) return;
  const insert = connection.prepare(
    `INSERT INTO history
       (event_id, act_id, account_id, device_id, display_name, at, kind, detail, search)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const actOf = actsOf(connection, accountId);
  let eventId = lastEventId(connection);
  for (const entry of newest(entries)) {
    const { deviceId, displayName, at, change } = entry;
    eventId += 1;
    insert.run(
      eventId,
      actOf(entry, eventId),
      accountId,
      textColumn(deviceId),
      textColumn(displayName),
      at,
      change.kind,
      writeDetail(change),
      searchText([displayName, deviceId, ...textsOf(change)]),
    );
  }
  forgetOldest(connection, accountId);
}

/** The act of an event, which is the event's own where it is the first. */
function actsOf(
  connection: Connection,
  accountId: AccountId,
): (entry: HistoryEntry, eventId: number) => number {
  const atOnce = new Map<string, number>();
  const bySignOut = goneBySignOut(connection, accountId);
  return ({ deviceId, at, change: { kind } }, eventId) => {
    const signOut =
      kind === 'signed-out' && deviceId !== null ? bySignOut(deviceId, at, eventId) : null;
    if (signOut !== null) return signOut;
    const moment = `${kind} ${at}`;
    const act = atOnce.get(moment) ?? eventId;
    atOnce.set(moment, act);
    return act;
  };
}

/** Of all that were ever written: an id means one event for good. */
function lastEventId(connection: Connection): number {
  const row: unknown = connection
    .prepare(`SELECT seq FROM sqlite_sequence WHERE name = 'history'`)
    .raw()
    .get();
  return Array.isArray(row) ? (numberOf(row[0]) ?? 0) : 0;
}

function textsOf(change: HistoryChange): readonly (string | null)[] {
  // How a session can be trusted is no name.
  return 'from' in change && change.kind !== 'trust-changed' ? [change.from, change.to] : [];
}

// The history table: what happened to sessions, in the order in which it was written. Events are
// appended in the transaction of the list that they tell of (see session-store.ts).
import type { HistoryChange, HistoryEvent, HistoryPage } from '../../shared/history.ts';
import type { AccountId, DeviceId } from '../../shared/ids.ts';
import type { Connection, Database } from './database.ts';
import { forgetOldest, giveBackPages, newest, SEARCH_MAX } from './history-bounds.ts';
import { readChange, writeDetail } from './history-change.ts';
import type { HistoryEntry } from '../changes/history-diff.ts';
import { numberOf, textColumn, textOf } from './session-rows.ts';
import { toStoredText } from './stored-text.ts';
import { BUCKET, bucketKinds, type HistoryBucket } from '../changes/timeline.ts';

/** Events in one page. */
export const PAGE_EVENTS = 200;

export interface HistoryQuery {
  readonly accountId: AccountId;
  /** Null for all of the account. */
  readonly deviceId: DeviceId | null;
  /** Searched in names, ids and addresses, in any case; empty for everything. */
  readonly text: string;
  /** Only events older than this one; null for the newest. */
  readonly before: number | null;
}

export class HistoryStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  page(query: HistoryQuery): HistoryPage {
    const none = { events: [], before: null };
    return this.#database.read(none, (connection) => readPage(connection, query));
  }

  /** Comings and goings by quarters of an hour, in no order. */
  buckets(accountId: AccountId): readonly HistoryBucket[] {
    return this.#database.read([], (connection) => readBuckets(connection, accountId));
  }

  /** Deletes at most `limit` events from before a time; how many it were. */
  prune(before: number, limit: number): number {
    let deleted = 0;
    this.#database.write((connection) => {
      deleted = connection
        .prepare(
          `DELETE FROM history WHERE event_id IN
             (SELECT event_id FROM history WHERE at < ? ORDER BY at LIMIT ?)`,
        )
        .run(before, limit).changes;
      if (deleted < limit) {
        forgetAnnotations(connection);
        connection.prepare('DELETE FROM remembered WHERE gone_ts < ?').run(before);
      }
      giveBackPages(connection);
    });
    return deleted;
  }
}

/** Within a transaction: writes events in the given order; the oldest ones go where there are too many. */
export function appendHistory(
  connection: Connection,
  accountId: AccountId,
  entries: readonly HistoryEntry[],
): void {
  const insert = connection.prepare(
    `INSERT INTO history (account_id, device_id, display_name, at, kind, detail, search)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  for (const { deviceId, displayName, at, change } of newest(entries)) {
    insert.run(
      accountId,
      textColumn(deviceId),
      textColumn(displayName),
      at,
      change.kind,
      writeDetail(change),
      searchText([displayName, deviceId, ...textsOf(change)]),
    );
  }
  if (entries.length > 0) forgetOldest(connection, accountId);
}

/** Of sessions of which neither list nor history knows anything any more. */
function forgetAnnotations(connection: Connection): void {
  connection.exec(
    `DELETE FROM annotations WHERE
       NOT EXISTS (SELECT 1 FROM devices d WHERE d.account_id = annotations.account_id
         AND d.device_id = annotations.device_id)
       AND NOT EXISTS (SELECT 1 FROM history h WHERE h.account_id = annotations.account_id
         AND h.device_id = annotations.device_id)`,
  );
}

function readPage(connection: Connection, query: HistoryQuery): HistoryPage {
  const { accountId, deviceId, text, before } = query;
  const conditions: readonly (readonly [sql: string, value: string | number | null])[] = [
    ['account_id = ?', accountId],
    ['event_id < ?', before],
    ['device_id = ?', textColumn(deviceId)],
    ['instr(search, ?) > 0', text === '' ? null : searchText([text])],
  ];
  const asked = conditions.filter(([, value]) => value !== null);
  const rows = connection
    .prepare(
      `SELECT event_id, device_id, display_name, at, kind, detail FROM history
       WHERE ${asked.map(([sql]) => sql).join(' AND ')} ORDER BY event_id DESC LIMIT ?`,
    )
    .raw()
    .all(...asked.map(([, value]) => value), PAGE_EVENTS);
  const events = rows.flatMap((row) => eventOf(accountId, row));
  const last: unknown = rows.at(-1);
  const more = rows.length === PAGE_EVENTS && Array.isArray(last);
  return { events, before: more ? numberOf(last[0]) : null };
}

function eventOf(accountId: AccountId, row: unknown): readonly HistoryEvent[] {
  if (!Array.isArray(row)) return [];
  const [eventId, deviceId, displayName, at, kind, detail] = row as readonly unknown[];
  const change = readChange(kind, detail);
  if (typeof eventId !== 'number' || typeof at !== 'number' || change === null) return [];
  return [
    {
      eventId,
      accountId,
      deviceId: textOf(deviceId) as DeviceId | null,
      displayName: textOf(displayName),
      at,
      change,
    },
  ];
}

function readBuckets(connection: Connection, accountId: AccountId): readonly HistoryBucket[] {
  return connection
    .prepare(
      `SELECT at / ${BUCKET}, kind, count(*) FROM history
       WHERE account_id = ? AND kind IN (${bucketKinds.map(() => '?').join()}) GROUP BY 1, 2`,
    )
    .raw()
    .all(accountId, ...bucketKinds)
    .flatMap((row) => (Array.isArray(row) ? bucketOf(row) : []));
}

function bucketOf([bucket, name, count]: readonly unknown[]): readonly HistoryBucket[] {
  const kind = bucketKinds.find((known) => known === name);
  if (typeof bucket !== 'number' || typeof count !== 'number' || !kind) return [];
  return [{ at: bucket * BUCKET, kind, count }];
}

function textsOf(change: HistoryChange): readonly (string | null)[] {
  // How a session can be trusted is no name.
  return 'from' in change && change.kind !== 'trust-changed' ? [change.from, change.to] : [];
}

/** Lines in lower case; a search text has no line break, so that it is found within one. */
function searchText(texts: readonly (string | null)[]): string {
  const lines = texts.filter((text) => text !== null).map((text) => text.replaceAll('\n', ' '));
  return toStoredText(lines.join('\n').toLowerCase().slice(0, SEARCH_MAX));
}

// The last known list of each account: the devices, list_state and annotations tables, and in the
// same transaction what history says of a change. Writes only what changed; an account may have
// 100,000 sessions.
import type { Result } from '../../shared/errors.ts';
import type { AccountId, DeviceId } from '../../shared/ids.ts';
import type { Account, Session } from '../../shared/model.ts';
import { ensureAccount } from './account-store.ts';
import type { Connection, Database } from './database.ts';
import type { SessionChange } from '../changes/device-diff.ts';
import type { HistoryEntry } from '../changes/history-diff.ts';
import { appendHistory } from './history-append.ts';
import type { RememberedSession } from '../changes/remembered.ts';
import type { Annotation } from '../changes/session-merge.ts';
import {
  factColumns,
  factsOfRow,
  factsToRow,
  numberOf,
  sessionColumns,
  sessionOfRow,
  sessionToRow,
  textColumn,
  textOf,
  type ListFacts,
} from './session-rows.ts';
import { fromStoredText, toStoredText } from './stored-text.ts';

export type Annotations = ReadonlyMap<DeviceId, Annotation>;
export type Remembered = ReadonlyMap<DeviceId, RememberedSession>;

/** Most sessions of an account that are remembered; the ones that went last. */
export const REMEMBERED_MAX = 200_000;

export interface StoredList {
  readonly facts: ListFacts;
  readonly sessions: readonly Session[];
  /** Of sessions that have left the list, too. */
  readonly annotations: Annotations;
  readonly remembered: Remembered;
}

export interface ListChange {
  readonly change: SessionChange;
  readonly facts: ListFacts;
  readonly history: readonly HistoryEntry[];
  /** What is to be remembered of these sessions from now on. */
  readonly remembered: readonly RememberedSession[];
}

export class SessionStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Null when the account's list was never stored. Rows that can't be used are left out. */
  load(accountId: AccountId): StoredList | null {
    return this.#database.read(null, (connection) => loadList(connection, accountId));
  }

  /** Writes a change of the list that is stored. */
  saveChange(account: Account, { change, facts, history, remembered }: ListChange): Result<null> {
    return this.#database.write((connection) => {
      begin(connection, account, facts, history);
      const remove = connection.prepare(
        'DELETE FROM devices WHERE account_id = ? AND device_id = ?',
      );
      for (const deviceId of change.removed) remove.run(account.accountId, toStoredText(deviceId));
      upsertSessions(connection, account.accountId, change.upserted);
      upsertRemembered(connection, account.accountId, remembered);
    });
  }

  /** Replaces the list that is stored. */
  saveWhole(account: Account, list: StoredList, history: readonly HistoryEntry[]): Result<null> {
    return this.#database.write((connection) => {
      const { accountId } = account;
      begin(connection, account, list.facts, history);
      connection.prepare('DELETE FROM devices WHERE account_id = ?').run(accountId);
      upsertSessions(connection, accountId, list.sessions);
      connection.prepare('DELETE FROM annotations WHERE account_id = ?').run(accountId);
      upsertAnnotations(connection, accountId, list.annotations);
      connection.prepare('DELETE FROM remembered WHERE account_id = ?').run(accountId);
      upsertRemembered(connection, accountId, list.remembered.values());
    });
  }

  saveAnnotation(account: Account, deviceId: DeviceId, annotation: Annotation): Result<null> {
    return this.#database.write((connection) => {
      ensureAccount(connection, account);
      upsertAnnotations(connection, account.accountId, new Map([[deviceId, annotation]]));
    });
  }
}

/** The account is written along, in case its own write failed before. */
function begin(
  connection: Connection,
  account: Account,
  facts: ListFacts,
  history: readonly HistoryEntry[],
): void {
  ensureAccount(connection, account);
  connection
    .prepare(
      `INSERT INTO list_state (account_id, ${factColumns.join()})
       VALUES (?, ${factColumns.map(() => '?').join()})
       ON CONFLICT (account_id) DO UPDATE SET ${overwriting(factColumns)}`,
    )
    .run(account.accountId, ...factsToRow(facts));
  appendHistory(connection, account.accountId, history);
}

function upsertSessions(
  connection: Connection,
  accountId: AccountId,
  sessions: readonly Session[],
): void {
  const upsert = connection.prepare(
    `INSERT INTO devices (account_id, ${sessionColumns.join()})
     VALUES (?, ${sessionColumns.map(() => '?').join()})
     ON CONFLICT (account_id, device_id) DO UPDATE SET ${overwriting(sessionColumns.slice(1))}`,
  );
  for (const session of sessions) upsert.run(accountId, ...sessionToRow(session));
}

function upsertAnnotations(
  connection: Connection,
  accountId: AccountId,
  annotations: Annotations,
): void {
  const upsert = connection.prepare(
    'INSERT OR REPLACE INTO annotations (account_id, device_id, pinned, note) VALUES (?, ?, ?, ?)',
  );
  for (const [deviceId, { pinned, note }] of annotations) {
    upsert.run(accountId, toStoredText(deviceId), pinned ? 1 : 0, textColumn(note));
  }
}

function upsertRemembered(
  connection: Connection,
  accountId: AccountId,
  remembered: Iterable<RememberedSession>,
): void {
  const upsert = connection.prepare(
    `INSERT OR REPLACE INTO remembered
       (account_id, device_id, first_seen_ts, gone_ts, signed_out, fingerprint)
     VALUES (?, ?, ?, ?, ?, ?)`,
  );
  for (const { deviceId, firstSeenAt, goneAt, signedOut, fingerprint } of remembered) {
    const id = toStoredText(deviceId);
    upsert.run(accountId, id, firstSeenAt, goneAt, signedOut ? 1 : 0, textColumn(fingerprint));
  }
}

function overwriting(columns: readonly string[]): string {
  return columns.map((column) => `${column} = excluded.${column}`).join();
}

function loadList(connection: Connection, accountId: AccountId): StoredList | null {
  const row: unknown = connection
    .prepare(`SELECT ${factColumns.join()} FROM list_state WHERE account_id = ?`)
    .raw()
    .get(accountId);
  const facts = factsOfRow(row);
  if (facts === null) return null;
  const annotations = loadAnnotations(connection, accountId);
  const sessions = connection
    .prepare(`SELECT ${sessionColumns.join()} FROM devices WHERE account_id = ?`)
    .raw()
    .all(accountId)
    .map(sessionOfRow)
    .filter((session) => session !== null)
    .map((session) => ({ ...session, ...annotations.get(session.deviceId) }));
  return { facts, sessions, annotations, remembered: loadRemembered(connection, accountId) };
}

function loadAnnotations(connection: Connection, accountId: AccountId): Annotations {
  const annotations = new Map<DeviceId, Annotation>();
  const rows = connection
    .prepare('SELECT device_id, pinned, note FROM annotations WHERE account_id = ?')
    .raw()
    .all(accountId);
  for (const row of rows) {
    if (!Array.isArray(row)) continue;
    const [deviceId, pinned, note] = row as readonly unknown[];
    if (typeof deviceId !== 'string') continue;
    const id = fromStoredText(deviceId) as DeviceId;
    annotations.set(id, { pinned: pinned === 1, note: textOf(note) });
  }
  return annotations;
}

function loadRemembered(connection: Connection, accountId: AccountId): Remembered {
  const remembered = new Map<DeviceId, RememberedSession>();
  const rows = connection
    .prepare(
      `SELECT device_id, first_seen_ts, gone_ts, signed_out, fingerprint FROM remembered
       WHERE account_id = ? ORDER BY gone_ts DESC LIMIT ?`,
    )
    .raw()
    .all(accountId, REMEMBERED_MAX);
  // The ones that went first come first, and are forgotten first.
  for (const row of rows.reverse()) {
    if (!Array.isArray(row)) continue;
    const [id, firstSeenAt, goneAt, signedOut, fingerprint] = row as readonly unknown[];
    if (typeof id !== 'string' || typeof firstSeenAt !== 'number') continue;
    const deviceId = fromStoredText(id) as DeviceId;
    remembered.set(deviceId, {
      deviceId,
      firstSeenAt,
      goneAt: numberOf(goneAt),
      signedOut: signedOut === 1,
      fingerprint: textOf(fingerprint),
    });
  }
  return remembered;
}

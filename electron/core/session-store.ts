// The last known list of each account: the devices and list_state tables. Writes only what
// changed; an account may have 100,000 sessions.
import type { Result } from '../shared/errors.ts';
import type { AccountId, DeviceId } from '../shared/ids.ts';
import type { Account, Session } from '../shared/model.ts';
import { upsertAccount } from './account-store.ts';
import type { Connection, Database } from './database.ts';
import type { SessionChange } from './device-diff.ts';
import { fromStoredText, toStoredText } from './stored-text.ts';

export interface StoredList {
  readonly sessions: readonly Session[];
  readonly fetchedAt: number;
  readonly dropped: number;
}

export interface SessionStore {
  /** Null when the account's list was never stored. Rows that can't be used are left out. */
  load(accountId: AccountId): StoredList | null;
  /** Writes a change of the list that is stored. */
  saveChange(account: Account, change: SessionChange, state: FetchState): Result<null>;
  /** Replaces the list that is stored. */
  saveWhole(account: Account, list: StoredList): Result<null>;
}

type FetchState = Omit<StoredList, 'sessions'>;

export function createSessionStore(database: Database): SessionStore {
  return {
    load: (accountId) => database.read(null, (connection) => loadList(connection, accountId)),
    saveChange: (account, change, state) =>
      database.write((connection) => {
        begin(connection, account, state);
        const remove = connection.prepare(
          'DELETE FROM devices WHERE account_id = ? AND device_id = ?',
        );
        for (const deviceId of change.removed) {
          remove.run(account.accountId, toStoredText(deviceId));
        }
        upsertSessions(connection, account.accountId, change.upserted);
      }),
    saveWhole: (account, list) =>
      database.write((connection) => {
        begin(connection, account, list);
        connection.prepare('DELETE FROM devices WHERE account_id = ?').run(account.accountId);
        upsertSessions(connection, account.accountId, list.sessions);
      }),
  };
}

/** The account is written along, in case its own write failed before. */
function begin(connection: Connection, account: Account, state: FetchState): void {
  upsertAccount(connection, account);
  connection
    .prepare(
      `INSERT INTO list_state (account_id, fetched_at, dropped) VALUES (?, ?, ?)
       ON CONFLICT (account_id) DO UPDATE SET fetched_at = excluded.fetched_at,
         dropped = excluded.dropped`,
    )
    .run(account.accountId, state.fetchedAt, state.dropped);
}

function upsertSessions(
  connection: Connection,
  accountId: AccountId,
  sessions: readonly Session[],
): void {
  const upsert = connection.prepare(
    `INSERT INTO devices (account_id, device_id, display_name, last_seen_ts, last_seen_ip)
     VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (account_id, device_id) DO UPDATE SET display_name = excluded.display_name,
       last_seen_ts = excluded.last_seen_ts, last_seen_ip = excluded.last_seen_ip`,
  );
  for (const session of sessions) {
    upsert.run(
      accountId,
      toStoredText(session.deviceId),
      session.displayName === null ? null : toStoredText(session.displayName),
      session.lastSeenAt,
      session.lastSeenIp === null ? null : toStoredText(session.lastSeenIp),
    );
  }
}

function loadList(connection: Connection, accountId: AccountId): StoredList | null {
  const state = connection
    .prepare('SELECT fetched_at, dropped FROM list_state WHERE account_id = ?')
    .raw()
    .get(accountId);
  if (!Array.isArray(state)) return null;
  const [fetchedAt, dropped] = state as readonly unknown[];
  if (typeof fetchedAt !== 'number' || typeof dropped !== 'number') return null;
  const sessions = connection
    .prepare(
      `SELECT device_id, display_name, last_seen_ts, last_seen_ip FROM devices
       WHERE account_id = ?`,
    )
    .raw()
    .all(accountId)
    .flatMap((row) => (Array.isArray(row) ? sessionOf(row) : []));
  return { sessions, fetchedAt, dropped };
}

function sessionOf(row: readonly unknown[]): readonly Session[] {
  const [deviceId, displayName, lastSeenAt, lastSeenIp] = row;
  if (typeof deviceId !== 'string') return [];
  return [
    {
      deviceId: fromStoredText(deviceId) as DeviceId,
      displayName: typeof displayName === 'string' ? fromStoredText(displayName) : null,
      lastSeenAt: typeof lastSeenAt === 'number' ? lastSeenAt : null,
      lastSeenIp: typeof lastSeenIp === 'string' ? fromStoredText(lastSeenIp) : null,
    },
  ];
}

// The pending_deletions table: which sessions Muster has asked a server to sign out, until a list says
// what became of them.
import type { Result } from '../../shared/errors.ts';
import type { AccountId, DeviceId } from '../../shared/ids.ts';
import type { Account } from '../../shared/model.ts';
import { ensureAccount } from './account-store.ts';
import type { Connection, Database } from './database.ts';
import { fromStoredText, toStoredText } from './stored-text.ts';

/**
 * `done`: the server has answered that it did. `on-page`: the person has its page open. Of `unknown` nobody
 * knows.
 */
export type StoredDeletion = 'done' | 'on-page' | 'unknown';

export class DeletionStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  load(accountId: AccountId): ReadonlyMap<DeviceId, StoredDeletion> {
    return this.#database.read(new Map<DeviceId, StoredDeletion>(), (connection) =>
      loadOf(connection, accountId),
    );
  }

  /** Null: nothing is pending for it any more. */
  save(account: Account, deletions: ReadonlyMap<DeviceId, StoredDeletion | null>): Result<null> {
    const { accountId } = account;
    return this.#database.write((connection) => {
      ensureAccount(connection, account);
      const put = connection.prepare(
        `INSERT OR REPLACE INTO pending_deletions (account_id, device_id, done, on_page)
         VALUES (?, ?, ?, ?)`,
      );
      const remove = connection.prepare(
        'DELETE FROM pending_deletions WHERE account_id = ? AND device_id = ?',
      );
      for (const [deviceId, deletion] of deletions) {
        const key = [accountId, toStoredText(deviceId)];
        if (deletion === null) remove.run(...key);
        else put.run(...key, deletion === 'done' ? 1 : 0, deletion === 'on-page' ? 1 : 0);
      }
    });
  }
}

function loadOf(
  connection: Connection,
  accountId: AccountId,
): ReadonlyMap<DeviceId, StoredDeletion> {
  const rows = connection
    .prepare('SELECT device_id, done, on_page FROM pending_deletions WHERE account_id = ?')
    .raw()
    .all(accountId);
  const deletions = new Map<DeviceId, StoredDeletion>();
  for (const row of rows) {
    if (!Array.isArray(row)) continue;
    const [device, done, onPage] = row as readonly unknown[];
    if (typeof device !== 'string') continue;
    const deletion = done === 1 ? 'done' : onPage === 1 ? 'on-page' : 'unknown';
    deletions.set(fromStoredText(device) as DeviceId, deletion);
  }
  return deletions;
}

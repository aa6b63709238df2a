// The guided table: the walks over account pages that are not at their end. One an account.
import type { Result } from '../../shared/errors.ts';
import type { AccountId, DeviceId } from '../../shared/ids.ts';
import type { Account } from '../../shared/model.ts';
import { upsertAccount } from './account-store.ts';
import type { Connection, Database } from './database.ts';
import { fromStoredText, toStoredText } from './stored-text.ts';

/** What the user confirmed, in its order, and what they passed over since. */
export interface Walk {
  readonly ids: readonly DeviceId[];
  readonly skipped: ReadonlySet<DeviceId>;
}

export interface GuidedStore {
  load(): ReadonlyMap<AccountId, Walk>;
  /** Instead of what the account had. */
  begin(account: Account, ids: readonly DeviceId[]): Result<null>;
  skip(accountId: AccountId, deviceId: DeviceId): Result<null>;
  end(accountId: AccountId): Result<null>;
}

export function createGuidedStore(database: Database): GuidedStore {
  return {
    load: () => database.read(new Map<AccountId, Walk>(), loadWalks),
    begin: (account, ids) =>
      database.write((connection) => {
        upsertAccount(connection, account);
        remove(connection, account.accountId);
        const insert = connection.prepare(
          'INSERT INTO guided (account_id, position, device_id, skipped) VALUES (?, ?, ?, 0)',
        );
        for (const [position, deviceId] of ids.entries())
          insert.run(account.accountId, position, toStoredText(deviceId));
      }),
    skip: (accountId, deviceId) =>
      database.write((connection) => {
        connection
          .prepare('UPDATE guided SET skipped = 1 WHERE account_id = ? AND device_id = ?')
          .run(accountId, toStoredText(deviceId));
      }),
    end: (accountId) => database.write((connection) => remove(connection, accountId)),
  };
}

function remove(connection: Connection, accountId: AccountId): void {
  connection.prepare('DELETE FROM guided WHERE account_id = ?').run(accountId);
}

function loadWalks(connection: Connection): ReadonlyMap<AccountId, Walk> {
  const rows = connection
    .prepare('SELECT account_id, device_id, skipped FROM guided ORDER BY account_id, position')
    .raw()
    .all();
  const walks = new Map<AccountId, { ids: DeviceId[]; skipped: Set<DeviceId> }>();
  for (const row of rows) {
    if (!Array.isArray(row)) continue;
    const [account, device, skipped] = row as readonly unknown[];
    if (typeof account !== 'string' || typeof device !== 'string') continue;
    const accountId = account as AccountId;
    const deviceId = fromStoredText(device) as DeviceId;
    const walk = walks.get(accountId) ?? { ids: [], skipped: new Set() };
    walk.ids.push(deviceId);
    if (skipped === 1) walk.skipped.add(deviceId);
    walks.set(accountId, walk);
  }
  return walks;
}

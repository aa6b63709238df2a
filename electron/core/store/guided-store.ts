// The guided table: the guided sign-outs that are not at their end. One an account.
import type { Result } from '../../shared/errors.ts';
import type { AccountId, DeviceId } from '../../shared/ids.ts';
import type { Account } from '../../shared/model.ts';
import { upsertAccount } from './account-store.ts';
import type { Connection, Database } from './database.ts';
import { fromStoredText, toStoredText } from './stored-text.ts';

/** What the user confirmed, in its order, and what they passed over since. */
export interface GuidedPlan {
  readonly ids: readonly DeviceId[];
  readonly skipped: ReadonlySet<DeviceId>;
}

export class GuidedStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  load(): ReadonlyMap<AccountId, GuidedPlan> {
    return this.#database.read(new Map<AccountId, GuidedPlan>(), loadPlans);
  }

  /** Instead of what the account had. */
  begin(account: Account, ids: readonly DeviceId[]): Result<null> {
    const { accountId } = account;
    return this.#database.write((connection) => {
      upsertAccount(connection, account);
      remove(connection, accountId);
      const insert = connection.prepare(
        'INSERT INTO guided (account_id, position, device_id, skipped) VALUES (?, ?, ?, 0)',
      );
      for (const [position, deviceId] of ids.entries())
        insert.run(accountId, position, toStoredText(deviceId));
    });
  }

  skip(accountId: AccountId, deviceId: DeviceId): Result<null> {
    return this.#database.write((connection) => {
      connection
        .prepare('UPDATE guided SET skipped = 1 WHERE account_id = ? AND device_id = ?')
        .run(accountId, toStoredText(deviceId));
    });
  }

  end(accountId: AccountId): Result<null> {
    return this.#database.write((connection) => remove(connection, accountId));
  }
}

function remove(connection: Connection, accountId: AccountId): void {
  connection.prepare('DELETE FROM guided WHERE account_id = ?').run(accountId);
}

function loadPlans(connection: Connection): ReadonlyMap<AccountId, GuidedPlan> {
  const rows = connection
    .prepare('SELECT account_id, device_id, skipped FROM guided ORDER BY account_id, position')
    .raw()
    .all();
  const plans = new Map<AccountId, { ids: DeviceId[]; skipped: Set<DeviceId> }>();
  for (const row of rows) {
    if (!Array.isArray(row)) continue;
    const [account, device, skipped] = row as readonly unknown[];
    if (typeof account !== 'string' || typeof device !== 'string') continue;
    const accountId = account as AccountId;
    const deviceId = fromStoredText(device) as DeviceId;
    const plan = plans.get(accountId) ?? { ids: [], skipped: new Set() };
    plan.ids.push(deviceId);
    if (skipped === 1) plan.skipped.add(deviceId);
    plans.set(accountId, plan);
  }
  return plans;
}

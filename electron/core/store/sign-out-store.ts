// The sign_outs table: the sign-outs that are not at their end. One an account.
import type { Result } from '../../shared/errors.ts';
import type { AccountId, DeviceId } from '../../shared/ids.ts';
import type { Account } from '../../shared/model.ts';
import { ensureAccount } from './account-store.ts';
import type { Connection, Database } from './database.ts';
import { fromStoredText, toStoredText } from './stored-text.ts';

/** What the user confirmed, in its order, and what they passed over since on the server's page. */
export interface SignOutPlan {
  readonly way: 'by-request' | 'guided';
  readonly ids: readonly DeviceId[];
  readonly skipped: ReadonlySet<DeviceId>;
}

export class SignOutStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  load(): ReadonlyMap<AccountId, SignOutPlan> {
    return this.#database.read(new Map<AccountId, SignOutPlan>(), loadPlans);
  }

  /** Instead of what the account had. */
  begin(account: Account, way: SignOutPlan['way'], ids: readonly DeviceId[]): Result<null> {
    const { accountId } = account;
    const byRequest = way === 'by-request' ? 1 : 0;
    return this.#database.write((connection) => {
      ensureAccount(connection, account);
      remove(connection, accountId);
      const insert = connection.prepare(
        'INSERT INTO sign_outs (account_id, position, device_id, skipped, by_request) VALUES (?, ?, ?, 0, ?)',
      );
      for (const [position, deviceId] of ids.entries())
        insert.run(accountId, position, toStoredText(deviceId), byRequest);
    });
  }

  skip(accountId: AccountId, deviceId: DeviceId): Result<null> {
    return this.#database.write((connection) => {
      connection
        .prepare('UPDATE sign_outs SET skipped = 1 WHERE account_id = ? AND device_id = ?')
        .run(accountId, toStoredText(deviceId));
    });
  }

  end(accountId: AccountId): Result<null> {
    return this.#database.write((connection) => remove(connection, accountId));
  }
}

function remove(connection: Connection, accountId: AccountId): void {
  connection.prepare('DELETE FROM sign_outs WHERE account_id = ?').run(accountId);
}

function loadPlans(connection: Connection): ReadonlyMap<AccountId, SignOutPlan> {
  const rows = connection
    .prepare(
      'SELECT account_id, device_id, skipped, by_request FROM sign_outs ORDER BY account_id, position',
    )
    .raw()
    .all();
  const plans = new Map<
    AccountId,
    { way: SignOutPlan['way']; ids: DeviceId[]; skipped: Set<DeviceId> }
  >();
  for (const row of rows) {
    if (!Array.isArray(row)) continue;
    const [account, device, skipped, byRequest] = row as readonly unknown[];
    if (typeof account !== 'string' || typeof device !== 'string') continue;
    const accountId = account as AccountId;
    const deviceId = fromStoredText(device) as DeviceId;
    const way = byRequest === 1 ? 'by-request' : 'guided';
    const plan = plans.get(accountId) ?? { way, ids: [], skipped: new Set() };
    plan.ids.push(deviceId);
    if (skipped === 1) plan.skipped.add(deviceId);
    plans.set(accountId, plan);
  }
  return plans;
}

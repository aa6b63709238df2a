// The accounts table: who is signed in where, and no secret. Rows read back are checked, because a
// file can be damaged or edited. Sessions that are being made or ended are written with it, in the same
// transaction: one becomes an account, or an account's last one, in one step.
import type { AccountId } from '../../shared/ids.ts';
import type { Account, AccountStatus } from '../../shared/model.ts';
import type { Result } from '../../shared/errors.ts';
import type { UnsettledSession } from '../unsettled-session.ts';
import { fromColumns, SIGNED_IN_COLUMNS, toColumns } from './account-columns.ts';
import type { Connection, Database } from './database.ts';
import { fromStoredText, toStoredText } from './stored-text.ts';
import { loadUnsettled, replaceUnsettled } from './unsettled-rows.ts';

export interface StoredAccounts {
  readonly accounts: readonly Account[];
  readonly unsettled: readonly UnsettledSession[];
}

export class AccountStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * In the order in which they were added; rows that can't be used are left out. An account that
   * was kept for one run comes back as `expired-with-run`. `sessionCount` is that of the stored list.
   */
  load(): StoredAccounts {
    return this.#database.read({ accounts: [], unsettled: [] }, (connection) => ({
      accounts: loadAccounts(connection),
      unsettled: loadUnsettled(connection),
    }));
  }

  /** Writes all of it and forgets the removed accounts with their lists: no byte of them stays in the file. */
  save({ accounts, unsettled }: StoredAccounts, removed: Iterable<AccountId>): Result<null> {
    const gone = [...removed];
    const saved = this.#database.write((connection) => {
      const remove = connection.prepare('DELETE FROM accounts WHERE account_id = ?');
      for (const accountId of gone) remove.run(accountId);
      for (const account of accounts) writeAccount(connection, account, UPDATE);
      replaceUnsettled(connection, unsettled);
    });
    if (gone.length > 0) this.#database.wipe();
    return saved;
  }
}

/** Within a transaction: the account is there, so that rows of other tables can refer to it. */
export function ensureAccount(connection: Connection, account: Account): void {
  writeAccount(connection, account, 'NOTHING');
}

/** `onConflict`: what becomes of the row that the account has. */
function writeAccount(connection: Connection, account: Account, onConflict: string): void {
  connection
    .prepare(
      `INSERT INTO accounts (account_id, user_id, ended, ${SIGNED_IN_COLUMNS})
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (account_id) DO ${onConflict}`,
    )
    .run(
      account.accountId,
      toStoredText(account.userId),
      endedColumn(account.status),
      ...toColumns(account),
    );
}

/** Takes over all that the new row says. */
const UPDATE = `UPDATE SET ${['user_id', 'ended', ...SIGNED_IN_COLUMNS.split(', ')]
  .map((column) => `${column} = excluded.${column}`)
  .join(', ')}`;

function loadAccounts(connection: Connection): readonly Account[] {
  return connection
    .prepare(
      `SELECT account_id, user_id, ended,
         CASE WHEN s.account_id IS NULL THEN NULL
         ELSE (SELECT count(*) FROM devices d WHERE d.account_id = a.account_id) END,
         ${SIGNED_IN_COLUMNS}
       FROM accounts a LEFT JOIN list_state s USING (account_id) ORDER BY a.rowid`,
    )
    .raw()
    .all()
    .flatMap((row) => (Array.isArray(row) ? accountOf(row) : []));
}

function accountOf([
  accountId,
  userId,
  ended,
  count,
  ...columns
]: readonly unknown[]): readonly Account[] {
  const signedIn = fromColumns(columns);
  if (typeof accountId !== 'string' || typeof userId !== 'string' || signedIn === null) return [];
  return [
    {
      ...signedIn,
      accountId: accountId as AccountId,
      userId: fromStoredText(userId),
      status: statusOf(ended, signedIn.keptIn),
      sessionCount: typeof count === 'number' ? count : null,
      signOutRoute: 'unknown',
    },
  ];
}

function endedColumn(status: AccountStatus): 'hard' | 'soft' | null {
  if (status.kind !== 'ended') return null;
  return status.softLogout ? 'soft' : 'hard';
}

function statusOf(ended: unknown, keptIn: Account['keptIn']): AccountStatus {
  if (ended === 'hard' || ended === 'soft') return { kind: 'ended', softLogout: ended === 'soft' };
  return keptIn === 'this-run' ? { kind: 'expired-with-run' } : { kind: 'signed-in' };
}
